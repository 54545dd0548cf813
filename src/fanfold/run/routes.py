"""Routes: what the machine needs to know of each step, worked out once from the graph.

Besides where a step leads, a route knows how many tasks it is bound to have. A fan of 1,000 items gives 1,000
tasks to each step on its level (between its split and its join), and the steps that only some items reach,
behind a switch, get at most that many. What share of the items reaches a step is counted in whole numbers:
the items of a level weigh the product of all numbers of cases, a switch divides its weight among its cases,
and where they meet again they add up.
"""

from collections.abc import Mapping

from fanfold.graph.chains import chain_of
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.graph.order import downstream, onward, sorted_nodes
from fanfold.model.named import NamedTuple
from fanfold.model.names import StepName
from fanfold.model.policy import StepPolicy


class Route(NamedTuple):
    """One step as the machine sees it.

    Attributes:
        branches: for a static join, how many branches arrive; for any other step 0.
        closes_fan: whether it is the join of a foreach or num_parallel.
        certain: whether every item of its level comes by.
        level: for a split that opens a fan, the steps that its items go through.
        loops: it is a switch that may take itself, and a worker may do an item's turns one after the other.
        beyond: for a step that may lose items, the steps on its level that a lost item does not come to.
    """

    step: StepName
    type: NodeType
    targets: tuple[StepName, ...]
    policy: StepPolicy
    chain: tuple[StepName, ...]
    join: StepName | None
    branches: int
    closes_fan: bool
    certain: bool
    level: tuple[StepName, ...]
    loops: bool = False
    beyond: tuple[StepName, ...] = ()

    @property
    def is_fan(self) -> bool:
        """Whether it opens a fan."""
        return self.type in (NodeType.FOREACH, NodeType.PARALLEL)


def routes_of(graph: Graph) -> dict[StepName, Route]:
    """The routes of all steps of a sound graph."""
    levels = levels_of(graph)
    certain = certain_steps(graph)
    return {
        name: _route(graph, node, levels.get(name, ()), name in certain)._replace(
            beyond=_beyond(graph, node, levels)
        )
        for name, node in graph.nodes.items()
    }


def _beyond(
    graph: Graph, node: Node, levels: Mapping[StepName | None, tuple[StepName, ...]]
) -> tuple[StepName, ...]:
    around = _fan_around(graph, node)
    stops = any(graph[split].stop_when is not None for split in node.split_parents)
    if around is None or (node.policy.tolerance is None and not stops):
        return ()
    after = downstream(graph, (node.name,))
    return tuple(step for step in levels[around] if step in after and step != node.name)


def levels_of(graph: Graph) -> dict[StepName | None, tuple[StepName, ...]]:
    """The steps on the level of each split that opens a fan; those outside any fan under None."""
    levels: dict[StepName | None, list[StepName]] = {}
    for name, node in graph.nodes.items():
        levels.setdefault(_fan_around(graph, node), []).append(name)
    return {split: tuple(steps) for split, steps in levels.items()}


def certain_steps(graph: Graph) -> frozenset[StepName]:
    """The steps that every item of their level comes by."""
    full = 1
    for node in graph.nodes.values():
        full *= len(onward(graph, node)) if node.type is NodeType.SWITCH else 1
    weights = dict.fromkeys(graph.nodes, 0)
    for name in sorted_nodes(graph):
        _weigh(graph, graph[name], weights, full)
    return frozenset(name for name, weight in weights.items() if weight == full)


def _weigh(graph: Graph, node: Node, weights: dict[StepName, int], full: int) -> None:
    if node.name == graph.start:
        weights[node.name] = full
    elif node.is_join and node.split:
        weights[node.name] = weights[node.split]
    targets = onward(graph, node)
    for target in targets:
        if node.is_fan:
            weights[target] = full
        elif node.type is NodeType.SWITCH:
            weights[target] += weights[node.name] // len(targets)
        elif not graph[target].is_join:
            weights[target] += weights[node.name]


def _fan_around(graph: Graph, node: Node) -> StepName | None:
    fans = [split for split in node.split_parents if graph[split].is_fan]
    return fans[-1] if fans else None


def _route(graph: Graph, node: Node, level: tuple[StepName, ...], certain: bool) -> Route:
    split = graph[node.split] if node.is_join and node.split else None
    return Route(
        step=node.name,
        type=node.type,
        targets=tuple(dict.fromkeys(node.out_steps)),
        policy=node.policy,
        chain=chain_of(graph, node.name),
        join=node.join,
        branches=len(split.out_steps) if split and not split.is_fan else 0,
        closes_fan=split is not None and split.is_fan,
        certain=certain,
        level=level if node.is_fan else (),
        loops=_loops(node),
    )


def _loops(node: Node) -> bool:
    """Not where something has to be looked up or waited for before each turn."""
    is_loop = node.type is NodeType.SWITCH and node.name in node.out_steps
    return is_loop and node.policy.cache is None and node.policy.limit is None
