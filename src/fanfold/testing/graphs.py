"""Graphs from shapes: sound graphs for tests, without any source to read.

A flow is a row of shapes, and shapes hold rows of shapes:

    graph_of(Step("start"), Foreach("split", (Step("work"),), "join"), Step("end"))

The first shape is the start and the last a plain step, the end. A switch is followed by another shape, where its cases
meet again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from fanfold.graph.graph import Graph, Node, NodeType
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
    """A step that takes one of several cases; an empty case leads straight on; `loops` adds itself as a case."""

    name: str
    cases: tuple[tuple[Shape, ...], ...]
    loops: bool = False
    policy: StepPolicy = field(default_factory=StepPolicy)


Shape = Step | Foreach | Branches | Switch


def graph_of(*shapes: Shape) -> Graph:
    """The graph of a flow of these shapes, splits matched with their joins."""
    nodes: dict[StepName, Node] = {}
    _row(nodes, shapes, (), 0, None)
    matched = {name: replace(node, in_steps=_leading_to(nodes, name)) for name, node in nodes.items()}
    return Graph(FlowName("Shapes"), matched, StepName(shapes[0].name), StepName(shapes[-1].name))


_Nodes = dict[StepName, Node]
_Splits = tuple[StepName, ...]


def _leading_to(nodes: _Nodes, target: StepName) -> tuple[StepName, ...]:
    return tuple(name for name, node in nodes.items() if target in node.out_steps)


def _row(
    nodes: _Nodes, shapes: Sequence[Shape], splits: _Splits, depth: int, behind: StepName | None
) -> None:
    """Add the nodes of a row of shapes; the last of them leads to the step `behind`, or is the end."""
    for shape, following in zip(shapes, [*shapes[1:], None], strict=True):
        after = StepName(following.name) if following else behind
        match shape:
            case Step():
                type = NodeType.LINEAR if after else NodeType.END
                _add(nodes, shape.name, shape.policy, type, (after,) if after else (), splits, depth)
            case Foreach():
                _foreach(nodes, shape, splits, depth, after)
            case Branches():
                _branches(nodes, shape, splits, depth, after)
            case Switch():
                _switch(nodes, shape, splits, depth, after)


def _foreach(nodes: _Nodes, shape: Foreach, splits: _Splits, depth: int, after: StepName | None) -> None:
    type = NodeType.PARALLEL if shape.parallel else NodeType.FOREACH
    join = StepName(shape.join)
    node = _add(nodes, shape.name, shape.policy, type, (StepName(shape.body[0].name),), splits, depth)
    nodes[node.name] = replace(node, join=join)
    _row(nodes, shape.body, (*splits, node.name), depth + 1, join)
    _join(nodes, join, shape.join_policy, node.name, splits, depth, after)


def _branches(nodes: _Nodes, shape: Branches, splits: _Splits, depth: int, after: StepName | None) -> None:
    join = StepName(shape.join)
    targets = tuple(StepName(branch[0].name) for branch in shape.branches)
    node = _add(nodes, shape.name, shape.policy, NodeType.SPLIT, targets, splits, depth)
    nodes[node.name] = replace(node, join=join)
    for branch in shape.branches:
        _row(nodes, branch, (*splits, node.name), depth, join)
    _join(nodes, join, shape.join_policy, node.name, splits, depth, after)


def _switch(nodes: _Nodes, shape: Switch, splits: _Splits, depth: int, after: StepName | None) -> None:
    assert after is not None, "a switch is followed by the step where its cases meet"
    name = StepName(shape.name)
    targets = [StepName(case[0].name) if case else after for case in shape.cases]
    outs = tuple(dict.fromkeys([*([name] if shape.loops else []), *targets]))
    node = _add(nodes, shape.name, shape.policy, NodeType.SWITCH, outs, splits, depth)
    nodes[name] = replace(node, switch_cases=tuple(enumerate(outs)))
    for case in shape.cases:
        _row(nodes, case, splits, depth, after)


def _join(
    nodes: _Nodes,
    name: StepName,
    policy: StepPolicy,
    split: StepName,
    splits: _Splits,
    depth: int,
    after: StepName | None,
) -> None:
    type = NodeType.LINEAR if after else NodeType.END
    node = _add(nodes, name, policy, type, (after,) if after else (), splits, depth)
    nodes[name] = replace(node, is_join=True, args_count=2, split=split)


def _add(
    nodes: _Nodes,
    name: str,
    policy: StepPolicy,
    type: NodeType,
    outs: tuple[StepName, ...],
    splits: _Splits,
    depth: int,
) -> Node:
    assert StepName(name) not in nodes, f"two steps are called {name}"
    node = Node(StepName(name), type, outs, split_parents=splits, depth=depth, policy=policy)
    nodes[node.name] = node
    return node
