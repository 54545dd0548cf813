"""A path of a switch is a step of its own, not the join itself."""

from __future__ import annotations

from fanfold.graph.finding import at_next, next_line_to, unused_name
from fanfold.graph.graph import Graph, NodeType
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first switch that leads straight into a join."""
    for node in graph.nodes.values():
        joins = [name for name in node.out_steps if graph[name].is_join]
        if node.type is NodeType.SWITCH and joins:
            skip = unused_name(graph, "skip")
            return at_next(
                node,
                f"The switch step *{node.name}* leads straight into the join *{joins[0]}*.",
                f"Put a step between: self.{skip} in that case, and def {skip}(self): "
                f"{next_line_to(joins[0])}.",
            )
    return None
