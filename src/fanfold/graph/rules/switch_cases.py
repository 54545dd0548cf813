"""A switch has cases to choose from, and something to choose by."""

from __future__ import annotations

from fanfold.graph.finding import at_next, next_line_to
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first switch that cannot choose."""
    for node in graph.nodes.values():
        if node.type is NodeType.SWITCH and (problem := _problem(node)):
            return at_next(node, f"The switch step *{node.name}* {problem}", _remedy(graph, node))
    return None


def _problem(node: Node) -> str:
    keys = [key for key, _ in node.switch_cases]
    if node.condition is None:
        return "has cases, but no condition= that chooses among them."
    if len(keys) < 2:
        return f"has {'no case' if not keys else 'only one case'}; a switch chooses between two or more."
    twice = [key for index, key in enumerate(keys) if key in keys[:index]]
    return f"has two cases for {twice[0]!r}; the first of them could never be chosen." if twice else ""


def _remedy(graph: Graph, node: Node) -> str:
    one, *rest = [*node.out_steps, *(name for name in graph.nodes if name not in (node.name, graph.start))]
    other = next((name for name in rest if name != one), one)
    example = f'self.next({{"x": self.{one}, "y": self.{other}}}, condition="{node.condition or "choice"}")'
    if len(node.switch_cases) == 1:
        return f"Without a choice write {next_line_to(one)}; with one, {example}."
    return f"Write {example}."
