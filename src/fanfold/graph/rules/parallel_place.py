"""@parallel stands above the step that num_parallel leads to."""

from __future__ import annotations

from fanfold.graph.finding import at_next, at_step
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first @parallel step that is reached otherwise, or that is a switch."""
    for node in graph.nodes.values():
        if node.policy.parallel and (problem := _problem(graph, node)):
            return problem
    return None


def _problem(graph: Graph, node: Node) -> LintError | None:
    if node.type is NodeType.SWITCH:
        return at_step(
            node,
            f"The @parallel step *{node.name}* is a switch; its tasks run side by side and could not agree "
            "on a case.",
            "Choose before the num_parallel, or after its join.",
        )
    for name in node.in_steps or (graph.start,):
        if name is None or graph[name].type is not NodeType.PARALLEL:
            return _reached_otherwise(node, graph[name] if node.in_steps and name is not None else None)
    return None


def _reached_otherwise(node: Node, parent: Node | None) -> LintError:
    if parent is None:
        return at_step(
            node,
            f"The @parallel step *{node.name}* is the first step; only num_parallel leads to such a step.",
            f"Write a start that leads to it: self.next(self.{node.name}, num_parallel=4).",
        )
    return at_next(
        parent,
        f"Step *{parent.name}* leads to the @parallel step *{node.name}* without num_parallel=.",
        f"Write self.next(self.{node.name}, num_parallel=4), or take @parallel away from {node.name}.",
    )
