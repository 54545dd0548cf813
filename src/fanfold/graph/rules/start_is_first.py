"""Nothing leads to the first step."""

from __future__ import annotations

from fanfold.graph.finding import at_next
from fanfold.graph.graph import Graph
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first step that leads to the start."""
    for node in graph.nodes.values():
        if graph.start in node.out_steps and node.name != graph.end:
            return at_next(
                node,
                f"Step *{node.name}* leads back to *{graph.start}*, the first step of the flow.",
                f"Move what is to be repeated into a step of its own after {graph.start}, a switch that "
                "leads to itself: "
                f'self.next({{"again": self.work, "done": self.{graph.end}}}, condition="verdict").',
            )
    return None
