"""An order of the steps in which each comes after those that lead to it, branch by branch."""

from __future__ import annotations

from collections.abc import Collection

from fanfold.graph.graph import Graph, Node
from fanfold.model.names import StepName


def sorted_nodes(graph: Graph) -> tuple[StepName, ...]:
    """All steps in topological order; what cannot be ordered (unreachable, in a loop) follows as in the
    source.

    Depth first, so that the steps of one branch stand together and the join after the last of them.
    """
    missing = dict.fromkeys(graph.nodes, 0)
    for node in graph.nodes.values():
        for target in onward(graph, node):
            missing[target] += 1
    ready = [graph.start] if graph.start in graph.nodes else []
    order: dict[StepName, None] = {}
    while ready:
        name = ready.pop()
        order[name] = None
        for target in reversed(onward(graph, graph[name])):
            missing[target] -= 1
            if not missing[target]:
                ready.append(target)
    return tuple(order | dict.fromkeys(graph.nodes))


def onward(graph: Graph, node: Node) -> tuple[StepName, ...]:
    """Where a step leads: each known step once, and not the turns of a loop to itself."""
    return tuple(name for name in dict.fromkeys(node.out_steps) if name in graph.nodes and name != node.name)


def downstream(graph: Graph, steps: Collection[StepName]) -> dict[StepName, None]:
    """These steps and all that come after them."""
    found = dict.fromkeys(steps)
    ready = list(found)
    while ready:
        for target in graph[ready.pop()].out_steps:
            if target not in found:
                found[target] = None
                ready.append(target)
    return found
