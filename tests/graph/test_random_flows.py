"""Whatever well-formed flow is written is accepted and its joins are right; what is broken in it is told."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from fanfold.graph.chains import chain_of
from fanfold.graph.drawing import describe, dot, draw
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.graph.lint import check
from fanfold.graph.matching import matched
from fanfold.graph.order import sorted_nodes
from fanfold.model.errors import LintError
from fanfold.model.names import FlowName, StepName
from tests.graph.flow_file import graph_of_file
from tests.graph.shapes import BLOCKS, Block, Layout, laid_out


@given(BLOCKS)
def test_every_split_is_matched_with_its_own_join(block: Block) -> None:
    layout = laid_out(block)
    graph = layout.graph()
    for name, node in graph.nodes.items():
        assert node.join == layout.join_of.get(name)
        assert node.split == {join: split for split, join in layout.join_of.items()}.get(name)


@given(BLOCKS)
def test_each_step_knows_the_splits_that_are_open_where_it_runs(block: Block) -> None:
    layout = laid_out(block)
    for name, node in layout.graph().nodes.items():
        assert node.split_parents == layout.open_at[name]
        assert node.depth == sum(layout.nodes[split].is_fan for split in layout.open_at[name])


@given(BLOCKS)
def test_a_well_formed_flow_is_accepted(block: Block) -> None:
    assert check(laid_out(block).graph()) is None


@given(BLOCKS)
@settings(max_examples=30)
def test_the_text_of_a_flow_reads_as_the_graph_that_it_was_written_from(block: Block) -> None:
    layout = laid_out(block)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "flow.py"
        path.write_text(layout.text(), encoding="utf-8")
        graph = graph_of_file(path)
    assert check(graph) is None
    assert [_told(node) for node in graph.nodes.values()] == [
        _told(node) for node in layout.graph().nodes.values()
    ]


@given(BLOCKS)
def test_each_step_comes_after_those_that_lead_to_it(block: Block) -> None:
    graph = laid_out(block).graph()
    order = sorted_nodes(graph)
    assert sorted(order) == sorted(graph.nodes)
    for name, node in graph.nodes.items():
        assert all(order.index(parent) < order.index(name) for parent in node.in_steps if parent != name)


@given(BLOCKS)
def test_chains_run_within_one_fan_over_linear_steps_only(block: Block) -> None:
    graph = laid_out(block).graph()
    for name, node in graph.nodes.items():
        chain = chain_of(graph, name)
        assert chain[0] == name
        if len(chain) > 1:
            assert {graph[link].split_parents for link in chain} == {node.split_parents}
            assert {graph[link].type for link in chain} == {NodeType.LINEAR}
            assert node.depth
            assert not any(graph[link].is_join for link in chain[1:])


@given(BLOCKS)
def test_the_drawing_shows_each_step_once(block: Block) -> None:
    graph = laid_out(block).graph()
    words = [line.split()[-1] for line in draw(graph).splitlines() if "→" not in line and "↺" not in line]
    assert sorted(word for word in words if word in graph.nodes) == sorted(graph.nodes)
    assert all(f"Step {name}\n" in describe(graph) for name in graph.nodes)
    assert dot(graph).count(" -> ") == sum(len(node.out_steps) for node in graph.nodes.values())


@given(BLOCKS, st.data())
def test_a_join_that_takes_no_inputs_or_a_step_that_does_is_refused(
    block: Block, data: st.DataObject
) -> None:
    layout = laid_out(block)
    node = _any_step(layout, data)
    joins = not node.is_join
    assert _broken(layout, node._replace(is_join=joins, args_count=1 + joins)) is not None


@given(BLOCKS, st.data())
def test_a_step_that_is_taken_away_is_missed(block: Block, data: st.DataObject) -> None:
    layout = laid_out(block)
    del layout.nodes[_any_step(layout, data).name]
    start, end = (name if name in layout.nodes else None for name in (StepName("start"), StepName("end")))
    error = check(matched(Graph(FlowName("RandomFlow"), layout.nodes, start, end)))
    assert error is not None
    assert error.remedy


@given(BLOCKS, st.data())
def test_a_step_that_nothing_leads_to_is_refused(block: Block, data: st.DataObject) -> None:
    layout = laid_out(block)
    target = _any_step(layout, data).name
    orphan = Node(StepName("orphan"), NodeType.LINEAR, (target,), next_count=1)
    assert _broken(layout, orphan) is not None


@given(BLOCKS, st.data())
def test_a_way_back_is_refused(block: Block, data: st.DataObject) -> None:
    layout = laid_out(block)
    names = [node.name for node in layout.nodes.values() if node.type is not NodeType.END]
    name = data.draw(st.sampled_from(names))
    target = data.draw(st.sampled_from(_on_the_way_to(layout.graph(), name)))
    assert _broken(layout, _aimed(layout.nodes[name], target, 0)) is not None


@given(BLOCKS, st.data())
def test_a_step_aimed_elsewhere_is_sound_or_told_and_never_breaks_the_lint(
    block: Block, data: st.DataObject
) -> None:
    layout = laid_out(block)
    leading = [node for node in layout.nodes.values() if node.out_steps]
    node = data.draw(st.sampled_from(leading))
    which = data.draw(st.integers(0, len(node.out_steps) - 1))
    target = data.draw(st.sampled_from(list(layout.nodes)))
    error = _broken(layout, _aimed(node, target, which))
    assert error is None or (error.message and error.remedy and error.rule)


@given(BLOCKS, st.data())
def test_a_step_of_another_kind_is_sound_or_told_and_never_breaks_the_lint(
    block: Block, data: st.DataObject
) -> None:
    layout = laid_out(block)
    node = _any_step(layout, data)
    kind = data.draw(st.sampled_from([kind for kind in NodeType if kind is not NodeType.END]))
    targets = (
        node.out_steps[:1]
        if kind in (NodeType.LINEAR, NodeType.FOREACH, NodeType.PARALLEL)
        else node.out_steps
    )
    if targets:
        error = _broken(layout, node._replace(type=kind, out_steps=targets))
        assert error is None or (error.message and error.remedy and error.rule)


def _any_step(layout: Layout, data: st.DataObject) -> Node:
    return data.draw(st.sampled_from(list(layout.nodes.values())))


def _broken(layout: Layout, node: Node) -> LintError | None:
    """What the lint says with this step put in."""
    layout.nodes[node.name] = node
    return check(layout.graph())


def _aimed(node: Node, target: StepName, which: int) -> Node:
    targets = tuple(target if index == which else name for index, name in enumerate(node.out_steps))
    cases = tuple((key, targets[node.out_steps.index(name)]) for key, name in node.switch_cases)
    return node._replace(out_steps=targets, switch_cases=cases)


def _on_the_way_to(graph: Graph, name: StepName) -> list[StepName]:
    """The steps from which `name` can be reached, but for itself; the start, if it is the start."""
    found = [name]
    for step in found:
        found += [parent for parent in graph[step].in_steps if parent not in found]
    return found[1:] or [name]


def _told(node: Node) -> Node:
    return node._replace(doc="", file="", line=0, next_line=0, tail_is_next=True, decorators=())
