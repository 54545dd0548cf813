"""Fans: one record each, whatever their width, and a join that starts when the last item has come."""

from __future__ import annotations

import pytest

from fanfold.model.errors import EngineBug
from fanfold.model.names import ROOT_FAN, StepName
from fanfold.model.place import Task
from fanfold.model.status import RunStatus
from fanfold.run.effects import Finish
from fanfold.run.events import RunStarted, SplitDone
from fanfold.run.machine import Run
from fanfold.testing.graphs import Foreach, Step, graph_of
from tests.run.driven import Driven, launched, launches

FLAT = graph_of(Step("start"), Foreach("split", (Step("work"),), "join"), Step("end"))
NESTED = graph_of(
    Foreach("outer", (Foreach("inner", (Step("work"),), "fold_inner"), Step("between")), "fold_outer"),
    Step("end"),
)
GANG = graph_of(Foreach("split", (Step("node"), Step("after")), "join", parallel=True), Step("end"))


def test_a_linear_flow_runs_step_by_step_to_its_end() -> None:
    run = Driven(graph_of(Step("start"), Step("middle"), Step("end")))
    assert launched(run.done("start")) == [("middle", 0, 0, 1)]
    assert launched(run.done("middle")) == [("end", 0, 0, 1)]
    assert run.done("end") == [Finish(RunStatus.SUCCEEDED)]


def test_a_flow_of_one_step_is_over_after_it() -> None:
    assert Driven(graph_of(Step("only"))).done("only") == [Finish(RunStatus.SUCCEEDED)]


def test_a_split_launches_all_its_items_at_once() -> None:
    run = Driven(FLAT)
    run.done("start")
    assert launched(run.split("split", 10_000)) == [("work", 1, 0, 10_000)]


def test_the_join_starts_once_when_the_last_item_has_come() -> None:
    run = Driven(FLAT)
    run.done("start")
    run.split("split", 10)
    assert run.done("work", 4, 10, fan=1) == []
    assert run.done("work", 0, 3, fan=1) == []
    assert launched(run.done("work", 3, fan=1)) == [("join", 0, 0, 1)]


def test_a_fan_of_no_width_goes_straight_to_its_join() -> None:
    run = Driven(FLAT)
    run.done("start")
    assert launched(run.split("split", 0)) == [("join", 0, 0, 1)]


def test_inner_fans_fold_at_the_place_of_the_item_that_split() -> None:
    run = Driven(NESTED)
    assert launched(run.split("outer", 3)) == [("inner", 1, 0, 3)]
    run.split("inner", 2, fan=1, index=2)
    run.split("inner", 1, fan=1, index=0)
    assert launched(run.done("work", 0, 2, fan=2)) == [("fold_inner", 1, 2, 3)]
    assert launched(run.done("work", 0, fan=3)) == [("fold_inner", 1, 0, 1)]
    run.split("inner", 0, fan=1, index=1)
    for index in range(3):
        run.done("fold_inner", index, fan=1)
    assert run.run.fans.keys() == {0, 1}
    for index in range(2):
        run.done("between", index, fan=1)
    assert launched(run.done("between", 2, fan=1)) == [("fold_outer", 0, 0, 1)]


def test_a_folded_fan_leaves_nothing_behind() -> None:
    run = Driven(NESTED)
    run.split("outer", 50)
    for index in range(50):
        run.split("inner", 2, fan=1, index=index)
        run.done("work", 0, 2, fan=index + 2)
        run.done("fold_inner", index, fan=1)
    assert run.run.fans.keys() == {ROOT_FAN, 1}
    assert {row[0] for row in [*run.run.open, *run.run.riding]} == {1}


def test_the_nodes_of_a_gang_are_launched_together_and_alone_in_their_processes() -> None:
    run = Driven(GANG)
    (gang,) = launches(run.split("split", 3))
    assert gang.gang
    assert gang.isolated
    assert gang.chain == ("node",)
    (after,) = launches(run.done("node", 1, fan=1))
    assert not after.gang


def test_items_done_that_were_not_open_are_a_bug_with_a_story() -> None:
    run = Driven(FLAT)
    run.done("start")
    run.split("split", 10)
    run.done("work", 0, 5, fan=1)
    again = run.ledger[-1]
    with pytest.raises(EngineBug) as caught:
        run.run.handle(again)
    assert "task work[0] of fan 1" in caught.value.message
    assert "fan 1 is 10 wide" in caught.value.remedy


def test_a_split_cannot_be_done_twice() -> None:
    run = Driven(FLAT)
    run.done("start")
    run.split("split", 3)
    with pytest.raises(EngineBug):
        run.run.handle(run.ledger[-1])


def test_a_split_wider_than_the_guard_never_reaches_the_run() -> None:
    run = Run(NESTED, max_num_splits=5)
    run.handle(RunStarted())
    with pytest.raises(AssertionError):
        run.handle(SplitDone(Task(ROOT_FAN, StepName("outer"), 0), 6))


def test_a_row_of_tasks_is_not_a_way_to_finish_a_split() -> None:
    run = Driven(NESTED)
    with pytest.raises(EngineBug):
        run.done("outer")


def test_fans_are_numbered_in_the_order_of_their_splits() -> None:
    run = Driven(NESTED)
    run.split("outer", 2)
    run.split("inner", 1, fan=1, index=1)
    run.split("inner", 1, fan=1, index=0)
    parents = {fan.id: fan.parent for fan in run.run.fans.values() if fan.parent}
    assert [parents[fan].index for fan in sorted(parents)] == [0, 1, 0]
    assert run.run.next_fan == 4
    assert run.run.steps[StepName("inner")].done == 2
