"""Every step but the last says what follows."""

from __future__ import annotations

from fanfold.graph.finding import at_step, next_line_to, step_after
from fanfold.graph.graph import Graph, NodeType
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first step without self.next."""
    for node in graph.nodes.values():
        if node.type is NodeType.UNKNOWN and not node.next_count:
            detail = f" {node.problem}" if node.problem else ""
            return at_step(
                node,
                f"Step *{node.name}* is missing a self.next().{detail}",
                f"Write what follows as its last line, such as {next_line_to(step_after(graph, node))}.",
            )
    return None
