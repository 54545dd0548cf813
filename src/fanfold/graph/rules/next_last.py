"""What follows a step stands in its last line, where it can be read before anything runs."""

from __future__ import annotations

from fanfold.graph.finding import at_next, next_line_to, step_after, two_after
from fanfold.graph.graph import Graph, Node
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first step whose self.next is not its last statement."""
    for node in graph.nodes.values():
        if node.next_count and not node.tail_is_next and node.name != graph.end:
            return at_next(node, f"Step *{node.name}*: {node.problem}", _remedy(graph, node))
    return None


def _remedy(graph: Graph, node: Node) -> str:
    if node.next_count == 1:
        return f"End the step with it: {next_line_to(step_after(graph, node))}."
    one, other = two_after(graph, node)
    return (
        "To choose at run time, assign the choice and end the step with one switch: "
        f'self.choice = "x"; self.next({{"x": self.{one}, "y": self.{other}}}, condition="choice").'
    )
