"""self.next has four forms."""

from __future__ import annotations

from fanfold.graph.finding import at_next, two_after
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first self.next that is none of them."""
    for node in graph.nodes.values():
        if node.type is NodeType.UNKNOWN:
            return at_next(node, f"Step *{node.name}*: {node.problem}", forms(graph, node))
    return None


def forms(graph: Graph, node: Node) -> str:
    """The four forms, with names of this flow."""
    one, other = two_after(graph, node)
    lines = [
        f"self.next(self.{one})",
        f"self.next(self.{one}, self.{other})",
        f'self.next(self.{one}, foreach="items"), or num_parallel=4 in its place',
        f'self.next({{"x": self.{one}, "y": self.{other}}}, condition="choice")',
    ]
    return "Write one of:\n" + "\n".join(f"        {line}" for line in lines)
