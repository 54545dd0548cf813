"""Matching: which join closes which split, found once, so that at run time a join is a counter and not a
search.

From the start on, each step inherits the splits that are open where it runs. A split adds itself, together
with the branch taken; a join takes the innermost one away, and that pair is the match::

    start      ()                        foreach, opens "start"
    work       (start→work)              static split, opens "work"
    a          (start→work, work→a)
    b          (start→work, work→b)
    fold       (start→work)              join of a and b: closes "work"
    total      ()                        join of fold: closes "start"

In a sound graph every way to a step brings the same open splits, but for the branch that its join closes. A
broken graph is matched by the first way that reaches each step; `rules` then compares the others with it.
"""

from collections import deque

from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.graph.order import onward
from fanfold.model.named import NamedTuple
from fanfold.model.names import StepName


class Branch(NamedTuple):
    """An open split, and the branch of it that was taken."""

    split: StepName
    target: StepName


OpenSplits = tuple[Branch, ...]
"""Outermost first."""

_OPENING = (NodeType.SPLIT, NodeType.FOREACH, NodeType.PARALLEL)


def matched(graph: Graph) -> Graph:
    """The same graph with `in_steps`, `split_parents`, `depth`, `join` and `split` of every step filled "
    "in."""
    opens = open_splits(graph)
    splits = _splits_by_join(graph)
    joins: dict[StepName, StepName] = {}
    for join, split in splits.items():
        joins.setdefault(split, join)
    nodes = {name: _filled(graph, node, opens.get(name, ())) for name, node in graph.nodes.items()}
    return graph.with_nodes(
        {name: node._replace(join=joins.get(name), split=splits.get(name)) for name, node in nodes.items()}
    )


def open_splits(graph: Graph) -> dict[StepName, OpenSplits]:
    """The splits that are open where each step runs, for all steps that can be reached."""
    return {name: _inside(graph[name], arriving) for name, arriving in _arrivals(graph).items()}


def leaving(node: Node, inside: OpenSplits, target: StepName) -> OpenSplits:
    """The splits that are open on the way from a step to one that it leads to."""
    return (*inside, Branch(node.name, target)) if node.type in _OPENING else inside


def _arrivals(graph: Graph) -> dict[StepName, OpenSplits]:
    """What each step that can be reached finds open as it is reached, by the first way found."""
    if graph.start is None or graph.start not in graph.nodes:
        return {}
    arrivals: dict[StepName, OpenSplits] = {graph.start: ()}
    waiting = deque([graph.start])
    while waiting:
        node = graph[waiting.popleft()]
        inside = _inside(node, arrivals[node.name])
        for target in onward(graph, node):
            if target not in arrivals:
                arrivals[target] = leaving(node, inside, target)
                waiting.append(target)
    return arrivals


def _inside(node: Node, arriving: OpenSplits) -> OpenSplits:
    return arriving[:-1] if node.is_join else arriving


def _splits_by_join(graph: Graph) -> dict[StepName, StepName]:
    arrivals = _arrivals(graph)
    return {name: way[-1].split for name, way in arrivals.items() if graph[name].is_join and way}


def _filled(graph: Graph, node: Node, inside: OpenSplits) -> Node:
    parents = tuple(branch.split for branch in inside)
    return node._replace(
        in_steps=tuple(name for name, other in graph.nodes.items() if node.name in other.out_steps),
        split_parents=parents,
        depth=sum(graph[split].is_fan for split in parents),
    )
