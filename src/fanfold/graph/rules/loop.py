"""A flow goes forward; only a switch may go back, and only to itself."""

from __future__ import annotations

from fanfold.graph.finding import at_next
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.graph.order import onward
from fanfold.model.errors import LintError
from fanfold.model.names import StepName


def check(graph: Graph) -> LintError | None:
    """The first loop, from the step in it that is written first."""
    for node in graph.nodes.values():
        if node.name in node.out_steps and node.type is not NodeType.SWITCH:
            return _found(graph, node, [node.name, node.name])
        way = _way_back(graph, node)
        if way:
            return _found(graph, graph[way[-2]], way)
    return None


def _way_back(graph: Graph, node: Node) -> list[StepName]:
    """The shortest way from a step to itself, over other steps; empty if there is none."""
    came_from: dict[StepName, StepName] = {}
    waiting = [node.name]
    for name in waiting:
        for target in onward(graph, graph[name]):
            if target not in came_from:
                came_from[target] = name
                waiting.append(target)
    if node.name not in came_from:
        return []
    way = [node.name]
    while len(way) == 1 or way[-1] != node.name:
        way.append(came_from[way[-1]])
    return way[::-1]


def _found(graph: Graph, back: Node, way: list[StepName]) -> LintError:
    return at_next(
        back,
        f"There is a loop in the flow: {' -> '.join(way)}.",
        "To repeat, put the work into one step that ends with a switch to itself: "
        f'self.next({{"again": self.{back.name}, "done": self.{graph.end}}}, condition="verdict").',
    )
