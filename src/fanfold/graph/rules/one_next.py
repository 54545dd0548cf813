"""A step says once what follows."""

from __future__ import annotations

from fanfold.graph.finding import at_next, next_line_to, two_after
from fanfold.graph.graph import Graph, Node
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first step with several self.next."""
    for node in graph.nodes.values():
        if node.next_count > 1 and node.name != graph.end:
            return _found(graph, node)
    return None


def _found(graph: Graph, node: Node) -> LintError:
    one, other = two_after(graph, node)
    return at_next(
        node,
        f"Step *{node.name}* calls self.next() {node.next_count} times; a step calls it once, in its last "
        "line.",
        f"For several steps at once name them all in it: {next_line_to(one, other)}. To choose one at run "
        "time "
        f'write self.next({{"x": self.{one}, "y": self.{other}}}, condition="choice").',
    )
