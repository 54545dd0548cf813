"""Chains: the steps that an item may go through in one worker without coming back to the driver in between.

Depth first is what keeps a fan of many steps cheap, but only where nothing is decided between two steps: no
split, no join, no switch, no wait, and the same kind of process.
"""

from __future__ import annotations

from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.model.names import StepName


def chain_of(graph: Graph, step: StepName) -> tuple[StepName, ...]:
    """The longest run of linear steps from `step` on that one worker may do for an item; at least `step`
    itself.

    Steps outside any fan are never chained: each has a process of its own. Nor are the nodes of a
    num_parallel, which may wait for each other.
    """
    links = [graph[step]]
    while (link := _following(graph, links[-1])) is not None:
        links.append(link)
    return tuple(link.name for link in links)


def _following(graph: Graph, node: Node) -> Node | None:
    if node.type is not NodeType.LINEAR or not node.depth or _in_gang(graph, node):
        return None
    link = graph.nodes.get(node.out_steps[0])
    return link if link is not None and _rides_along(node, link) else None


def _in_gang(graph: Graph, node: Node) -> bool:
    fans = [split for split in node.split_parents if graph[split].is_fan]
    return node.policy.parallel or graph[fans[-1]].type is NodeType.PARALLEL


def _rides_along(node: Node, link: Node) -> bool:
    mine, its = node.policy, link.policy
    return (
        link.type is NodeType.LINEAR
        and not link.is_join
        and link.in_steps == (node.name,)
        and not its.parallel
        and not its.retry_delay_seconds
        and its.cache is None  # whether it runs at all is looked up before
        and mine.limit is None  # what rides along would count as one of its tasks
        and its.limit is None
        and (mine.resources, mine.environment, mine.isolation)
        == (its.resources, its.environment, its.isolation)
    )
