"""A chain holds what one worker may do for an item without asking, and ends where something is decided."""

from __future__ import annotations

import pytest

from fanfold.graph.chains import chain_of
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.graph.matching import matched
from fanfold.model.names import FlowName, StepName
from fanfold.model.policy import Isolation, Resources, StepPolicy

FIRST, SECOND, THIRD = StepName("load"), StepName("clean"), StepName("score")


def test_linear_steps_of_a_fan_are_one_chain_up_to_the_join() -> None:
    graph = _fan_of_three()
    assert chain_of(graph, FIRST) == (FIRST, SECOND, THIRD)
    assert chain_of(graph, SECOND) == (SECOND, THIRD)
    assert chain_of(graph, THIRD) == (THIRD,)


def test_steps_outside_any_fan_are_never_chained() -> None:
    graph = _graph(_step("start", "a"), _step("a", "b"), _step("b", "end"), _end())
    assert [chain_of(graph, name) for name in graph.nodes] == [(name,) for name in graph.nodes]


def test_the_nodes_of_a_num_parallel_are_never_chained() -> None:
    graph = _fan_of_three()
    gang = graph[StepName("start")]._replace(type=NodeType.PARALLEL)
    assert chain_of(matched(graph.with_nodes(graph.nodes | {gang.name: gang})), FIRST) == (FIRST,)


@pytest.mark.parametrize(
    "policy",
    [
        StepPolicy(resources=Resources(cpu=2)),
        StepPolicy(environment=(("OMP_NUM_THREADS", "1"),)),
        StepPolicy(isolation=Isolation.ISOLATED),
        StepPolicy(retries=2, retry_delay_seconds=60),
    ],
)
def test_a_chain_ends_before_a_step_that_needs_another_process_or_a_wait(policy: StepPolicy) -> None:
    assert chain_of(_fan_of_three(second=policy), FIRST) == (FIRST,)


def test_retries_without_a_wait_and_other_time_limits_do_not_end_a_chain() -> None:
    policy = StepPolicy(retries=3, timeout_seconds=5)
    assert chain_of(_fan_of_three(second=policy), FIRST) == (FIRST, SECOND, THIRD)


@pytest.mark.parametrize("kind", [NodeType.FOREACH, NodeType.SPLIT, NodeType.SWITCH, NodeType.PARALLEL])
def test_a_chain_ends_before_a_step_that_decides_something(kind: NodeType) -> None:
    graph = _fan_of_three()
    deciding = graph[THIRD]._replace(type=kind)
    graph = graph.with_nodes(graph.nodes | {THIRD: deciding})
    assert chain_of(graph, FIRST) == (FIRST, SECOND)
    assert chain_of(graph, THIRD) == (THIRD,)


def test_a_chain_ends_before_a_step_where_several_ways_meet() -> None:
    graph = _graph(
        Node(StepName("start"), NodeType.FOREACH, (StepName("look"),)),
        Node(StepName("look"), NodeType.SWITCH, (StepName("a"), StepName("b"))),
        _step("a", "meet"),
        _step("b", "meet"),
        _step("meet", "after"),
        _step("after", "join"),
        _step("join", "end", joins=True),
        _end(),
    )
    assert chain_of(graph, StepName("a")) == ("a",)
    assert chain_of(graph, StepName("meet")) == ("meet", "after")


def _fan_of_three(*, second: StepPolicy | None = None) -> Graph:
    return _graph(
        Node(StepName("start"), NodeType.FOREACH, (FIRST,)),
        _step(FIRST, SECOND),
        _step(SECOND, THIRD)._replace(policy=second or StepPolicy()),
        _step(THIRD, "join"),
        _step("join", "end", joins=True),
        _end(),
    )


def _graph(*nodes: Node) -> Graph:
    by_name = {node.name: node for node in nodes}
    return matched(Graph(FlowName("ChainFlow"), by_name, StepName("start"), StepName("end")))


def _step(name: str, target: str, *, joins: bool = False) -> Node:
    return Node(StepName(name), NodeType.LINEAR, (StepName(target),), is_join=joins, args_count=1 + joins)


def _end() -> Node:
    return Node(StepName("end"), NodeType.END)
