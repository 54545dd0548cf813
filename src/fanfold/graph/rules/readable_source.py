"""A step whose source cannot be had: what follows it is not known."""

from __future__ import annotations

from fanfold.graph.finding import at_flow
from fanfold.graph.graph import Graph
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first step without source."""
    for node in graph.nodes.values():
        if node.problem and not node.line:
            return at_flow(
                graph,
                f"The source of step *{node.name}* cannot be read, so what follows it is not known.",
                "Write the flow in a file or a notebook's cell; text given to exec() leaves no source "
                "behind. "
                "If the file changed after it was imported, start again.",
            )
    return None
