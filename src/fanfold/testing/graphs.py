"""Graphs from shapes: sound graphs for tests, without any source to read.

A flow is a row of shapes, and shapes hold rows of shapes:

    graph_of(Step("start"), Foreach("split", (Step("work"),), "join"), Step("end"))

The first shape is the start and the last a plain step, the end. A switch is followed by another shape, where
its cases meet again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.graph.matching import matched
from fanfold.model.names import FlowName, StepName
from fanfold.model.policy import StepPolicy


@dataclass(frozen=True, slots=True)
class Step:
    """A plain step."""

    name: str
    policy: StepPolicy = field(default_factory=StepPolicy)


@dataclass(frozen=True, slots=True)
class Foreach:
    """A step that fans out over `body`, and the join behind it."""

    name: str
    body: tuple[Shape, ...]
    join: str
    parallel: bool = False
    policy: StepPolicy = field(default_factory=StepPolicy)
    join_policy: StepPolicy = field(default_factory=StepPolicy)
    stop_when: str | None = None


@dataclass(frozen=True, slots=True)
class Branches:
    """A step that splits into static branches, and the join behind them."""

    name: str
    branches: tuple[tuple[Shape, ...], ...]
    join: str
    policy: StepPolicy = field(default_factory=StepPolicy)
    join_policy: StepPolicy = field(default_factory=StepPolicy)


@dataclass(frozen=True, slots=True)
class Switch:
    """A step that takes one of several cases. An empty one leads straight on; `loops` adds itself."""

    name: str
    cases: tuple[tuple[Shape, ...], ...]
    loops: bool = False
    policy: StepPolicy = field(default_factory=StepPolicy)


Shape = Step | Foreach | Branches | Switch


def graph_of(*shapes: Shape) -> Graph:
    """The graph of a flow of these shapes, splits matched with their joins."""
    nodes: dict[StepName, Node] = {}
    _add_row(nodes, shapes, None)
    return matched(Graph(FlowName("Shapes"), nodes, StepName(shapes[0].name), StepName(shapes[-1].name)))


_Nodes = dict[StepName, Node]


def _add_row(nodes: _Nodes, shapes: Sequence[Shape], behind: str | None) -> None:
    """Add the nodes of a row of shapes; the last of them leads to the step `behind`, or is the end."""
    for number, shape in enumerate(shapes, start=1):
        after = shapes[number].name if number < len(shapes) else behind
        match shape:
            case Step():
                _add(nodes, shape, shape.name, *_linear(after))
            case Foreach():
                type = NodeType.PARALLEL if shape.parallel else NodeType.FOREACH
                node = _add(nodes, shape, shape.name, type, [shape.body[0].name])
                nodes[node.name] = node._replace(stop_when=shape.stop_when)
                _add_row(nodes, shape.body, shape.join)
                _add_join(nodes, shape, after)
            case Branches():
                _add(nodes, shape, shape.name, NodeType.SPLIT, [branch[0].name for branch in shape.branches])
                for branch in shape.branches:
                    _add_row(nodes, branch, shape.join)
                _add_join(nodes, shape, after)
            case Switch():
                _add_switch(nodes, shape, after)


def _add_switch(nodes: _Nodes, shape: Switch, after: str | None) -> None:
    assert after is not None, "a switch is followed by the step where its cases meet"
    cases = [case[0].name if case else after for case in shape.cases]
    targets = list(dict.fromkeys([shape.name, *cases] if shape.loops else cases))
    node = _add(nodes, shape, shape.name, NodeType.SWITCH, targets)
    nodes[node.name] = node._replace(switch_cases=tuple(enumerate(node.out_steps)))
    for case in shape.cases:
        _add_row(nodes, case, after)


def _add_join(nodes: _Nodes, shape: Foreach | Branches, after: str | None) -> None:
    node = _add(nodes, shape, shape.join, *_linear(after))
    nodes[node.name] = node._replace(is_join=True, args_count=2, policy=shape.join_policy)


def _add(nodes: _Nodes, shape: Shape, name: str, type: NodeType, targets: list[str]) -> Node:
    assert StepName(name) not in nodes, f"two steps are called {name}"
    node = Node(StepName(name), type, tuple(map(StepName, targets)), policy=shape.policy)
    nodes[node.name] = node
    return node


def _linear(after: str | None) -> tuple[NodeType, list[str]]:
    return (NodeType.LINEAR, [after]) if after else (NodeType.END, [])
