"""@cache stands where a task has a result of its own: not above joins, splits that fan out, or gangs."""

from __future__ import annotations

from fanfold.graph.finding import at_step
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first @cache that cannot be kept."""
    for node in graph.nodes.values():
        why = _why_not(graph, node) if node.policy.cache is not None else ""
        if why:
            return at_step(
                node,
                f"@cache cannot stand above step *{node.name}*: {why}.",
                "Put it above the step that takes long, on its way to or from this one.",
            )
    return None


def _why_not(graph: Graph, node: Node) -> str:
    if node.is_join:
        return "a join's inputs are all the tasks before it, so it is run whenever it is reached"
    if node.is_fan:
        return "it fans out, and its items are taken anew in each run"
    around = [split for split in node.split_parents if graph[split].is_fan]
    if node.policy.parallel or (around and graph[around[-1]].type is NodeType.PARALLEL):
        return "the nodes of num_parallel run all at once or not at all"
    return ""
