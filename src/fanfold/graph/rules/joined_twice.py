"""All branches of a split come together in one join."""

from __future__ import annotations

from fanfold.graph.finding import at_step, listed
from fanfold.graph.graph import Graph
from fanfold.model.errors import LintError
from fanfold.model.names import StepName


def check(graph: Graph) -> LintError | None:
    """The first split that two joins would close."""
    joins: dict[StepName, list[StepName]] = {}
    for node in graph.nodes.values():
        if node.is_join and node.split is not None:
            joins.setdefault(node.split, []).append(node.name)
    for split, closing in joins.items():
        if len(closing) > 1:
            return at_step(
                graph[closing[1]],
                f"The branches of step *{split}* come together in {listed(closing)}; a split has one join.",
                f"Let all of them lead to {closing[0]}; what has only one thing to wait for is no join: "
                f"def {closing[1]}(self):.",
            )
    return None
