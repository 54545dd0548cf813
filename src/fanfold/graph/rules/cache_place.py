"""@cache stands where a task has a result of its own: not above joins, splits that fan out, or gangs."""

from __future__ import annotations

from fanfold.graph.finding import at_step
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first @cache that cannot be kept."""
    for node in graph.nodes.values():
        found = _why_not(graph, node) if node.policy.cache is not None else None
        if found is not None:
            why, remedy = found
            return at_step(node, f"@cache cannot stand above step *{node.name}*: {why}.", remedy)
    return None


def _why_not(graph: Graph, node: Node) -> tuple[str, str] | None:
    """Why, and what to do instead."""
    if node.is_join:
        return (
            "a join's inputs are all the tasks before it, so it is run whenever it is reached",
            "Let it collect what it needs, and put @cache above a step behind it that does what takes long.",
        )
    if node.is_fan:
        return (
            "it fans out, and its items are taken anew in each run",
            "Let a step before it do what takes long, with @cache above that one.",
        )
    around = [split for split in node.split_parents if graph[split].is_fan]
    if node.policy.parallel or (around and graph[around[-1]].type is NodeType.PARALLEL):
        return (
            "the nodes of num_parallel run all at once or not at all",
            "Put it above a step on the way to or from them.",
        )
    return None
