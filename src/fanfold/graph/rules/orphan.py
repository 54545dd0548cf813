"""Every step can be reached from the start."""

from __future__ import annotations

from fanfold.graph.finding import at_step, next_line_to
from fanfold.graph.graph import Graph
from fanfold.graph.matching import open_splits
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first step that no way leads to."""
    reached = open_splits(graph)
    for node in graph.nodes.values():
        if node.name not in reached:
            return at_step(
                node,
                f"Step *{node.name}* is unreachable from *{graph.start}*: no step that runs leads to it.",
                f"Lead to it with {next_line_to(node.name)} in the step that is to come before it, or delete "
                "it.",
            )
    return None
