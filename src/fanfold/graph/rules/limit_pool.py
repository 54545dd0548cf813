"""Steps that share a pool of @limit agree on its numbers, and one of them gives some."""

from __future__ import annotations

from fanfold.graph.finding import at_step
from fanfold.graph.graph import Graph, Node
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first pool whose steps contradict one another, or that has no numbers."""
    pools: dict[str, list[Node]] = {}
    for node in graph.nodes.values():
        if node.policy.limit is not None and node.policy.limit.pool is not None:
            pools.setdefault(node.policy.limit.pool, []).append(node)
    for name, nodes in pools.items():
        error = _check_pool(name, nodes)
        if error is not None:
            return error
    return None


def _check_pool(name: str, nodes: list[Node]) -> LintError | None:
    concurrent: dict[object, Node] = {}
    rates: dict[object, Node] = {}
    for node in nodes:
        limit = node.policy.limit
        assert limit is not None
        for numbers, number in ((concurrent, limit.concurrent), (rates, (limit.starts, limit.seconds))):
            if number is None or number == (None, 1.0):
                continue
            numbers.setdefault(number, node)
            if len(numbers) > 1:
                return at_step(
                    node,
                    f"Steps *{next(iter(numbers.values())).name}* and *{node.name}* give the pool {name!r} "
                    "different limits.",
                    f'Keep the numbers above one of them; above the other write @limit(pool="{name}").',
                )
    if not concurrent and not rates:
        return at_step(
            nodes[0],
            f"No step says what the pool {name!r} allows.",
            f'Write the numbers above one of its steps: @limit(concurrent=3, pool="{name}").',
        )
    return None
