"""Where the branches of a split or a switch come together again."""

from __future__ import annotations

from fanfold.graph.graph import Graph, Node
from fanfold.graph.order import onward, sorted_nodes
from fanfold.model.names import StepName


def meeting_of(graph: Graph, node: Node) -> StepName | None:
    """The join of a split; for a switch the first step that every case comes by, None if only the end of all
    is.
    """
    if node.join is not None:
        return node.join
    passed = _passed(graph)
    shared = [passed[target] for target in onward(graph, node)]
    common = [name for name in shared[0] if all(name in others for others in shared)] if shared else []
    return common[0] if common else None


def _passed(graph: Graph) -> dict[StepName, list[StepName]]:
    """For each step, the steps that every way from it on comes by, itself first, in order."""
    passed: dict[StepName, list[StepName]] = {}
    for name in reversed(sorted_nodes(graph)):
        ways = [passed.get(target, []) for target in onward(graph, graph[name])]
        passed[name] = [name, *(ways[0] if len(ways) == 1 else _common(ways))]
    return passed


def _common(ways: list[list[StepName]]) -> list[StepName]:
    return [name for name in ways[0] if all(name in way for way in ways)] if ways else []
