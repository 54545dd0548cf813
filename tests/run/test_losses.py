"""Losses: a join runs without what `@tolerate` allows to fail, and without nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanfold.graph.graph import Graph
from fanfold.model.limits import STEP_DEATHS_MAX
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Task
from fanfold.model.policy import Catch, StepPolicy, Tolerance
from fanfold.model.status import RunStatus
from fanfold.run.events import ItemsDone, SplitDone, TaskFailed
from fanfold.run.progress import total
from fanfold.run.resume import fold
from fanfold.run.story import story
from fanfold.testing.graphs import Branches, Foreach, Step, graph_of
from tests.run.driven import DIED, ERROR, Driven, failed_alike, launched, launches

ALL = Tolerance(share=1.0)


def tolerant(tolerance: Tolerance, **policy: object) -> Graph:
    """A fan over a step that may fail and one that may not."""
    work = Step("work", StepPolicy(tolerance=tolerance, **policy))  # type: ignore[arg-type]
    return graph_of(Foreach("fan", (work, Step("more")), "join"), Step("end"))


def fanned(tolerance: Tolerance, width: int, *, keep_going: bool = False, **policy: object) -> Driven:
    """The same, opened."""
    run = Driven(tolerant(tolerance, **policy), keep_going=keep_going)
    run.split("fan", width, numbered=True)
    return run


@pytest.mark.parametrize(
    ("tolerance", "width", "allowed"),
    [
        (Tolerance(3), 100, 3),
        (Tolerance(3), 2, 1),
        (Tolerance(0), 5, 0),
        (Tolerance(share=0.05), 100, 5),
        (Tolerance(share=0.05), 99, 4),
        (Tolerance(share=0.29), 100, 29),
        (Tolerance(share=0.999), 2, 1),
        (ALL, 7, 7),
        (ALL, 1, 1),
    ],
)
def test_an_allowance_is_a_number_or_a_share_and_all_only_if_that_was_said(
    tolerance: Tolerance, width: int, allowed: int
) -> None:
    assert tolerance.allowed(width) == allowed


def test_the_join_runs_without_the_items_that_may_fail() -> None:
    run = fanned(Tolerance(2), 4)
    assert run.fail("work", 1, fan=1) != []
    run.done("work", 2, 4, fan=1)
    run.done("more", 2, 4, fan=1)
    run.done("work", 0, fan=1)
    assert launched(run.done("more", 0, fan=1)) == [("join", 0, 0, 1)]
    assert [task.index for task in run.forgone] == [1]
    run.done("join")
    run.done("end")
    assert run.run.finished is RunStatus.SUCCEEDED


def test_the_last_to_fail_opens_the_join() -> None:
    run = fanned(Tolerance(1), 3)
    run.done("work", 0, 2, fan=1)
    run.done("more", 0, 2, fan=1)
    assert launched(run.fail("work", 2, fan=1)) == [("join", 0, 0, 1)]


def test_one_too_many_halts_and_says_how_many_there_are_of_how_many() -> None:
    run = fanned(Tolerance(share=0.05), 100)
    for index in range(6):
        assert not run.halts
        run.fail("work", index, fan=1)
    assert run.halts == ["6 of 100 items failed at step work, @tolerate allows 5."]
    assert run.run.steps[StepName("work")].failed == 6
    assert run.run.steps[StepName("work")].tolerated == 0


def test_all_may_fail_only_if_that_was_said() -> None:
    run = fanned(Tolerance(5), 2)
    run.fail("work", 0, fan=1)
    run.fail("work", 1, fan=1)
    assert run.halts == ["All 2 items of step work failed: join would have no inputs."]
    run = fanned(ALL, 2)
    run.fail("work", 0, fan=1)
    assert launched(run.fail("work", 1, fan=1)) == [("join", 0, 0, 1)]


def test_with_keep_going_the_others_go_on_after_one_too_many_and_the_join_does_not_start() -> None:
    run = fanned(Tolerance(1), 4, keep_going=True)
    run.fail("work", 0, fan=1)
    run.fail("work", 1, fan=1)
    run.done("work", 2, 4, fan=1)
    run.done("more", 2, 4, fan=1)
    assert run.run.finished is RunStatus.FAILED
    assert run.run.steps[StepName("work")].failed == 2


def test_retries_come_first_and_what_is_caught_is_not_counted() -> None:
    run = fanned(Tolerance(1), 3, retries=1)
    assert [launch.attempt for launch in launches(run.fail("work", 0, fan=1))] == [1]
    assert run.forgone == []
    run = fanned(Tolerance(1), 3, catch=Catch("why"))
    assert [launch.fallback for launch in launches(run.fail("work", 0, fan=1, failure=DIED))] == [True]
    assert run.forgone == []


def test_deaths_are_bounded_by_the_allowance_and_nothing_else() -> None:
    run = fanned(Tolerance(share=0.5), 200)
    for index in range(STEP_DEATHS_MAX + 2):
        run.fail("work", index, fan=1, failure=DIED)
    assert not run.halts
    assert len(run.forgone) == STEP_DEATHS_MAX + 2


def test_a_later_step_has_no_task_for_an_item_that_was_lost() -> None:
    run = fanned(Tolerance(2), 10)
    run.fail("work", 3, fan=1)
    assert total(run.run, StepName("more")) == 9
    assert total(run.run, StepName("work")) == 10


def test_the_least_that_a_step_allows_holds_in_whatever_order_items_fail() -> None:
    one, two = StepPolicy(tolerance=Tolerance(1)), StepPolicy(tolerance=Tolerance(3))
    flow = graph_of(Foreach("fan", (Step("a", one), Step("b", two)), "join"), Step("end"))
    for first, second in (("a", "b"), ("b", "a")):
        run = Driven(flow)
        run.split("fan", 9)
        run.done("a", 5, 9, fan=1)
        index = {"a": 0, "b": 5}
        run.fail(first, index[first], fan=1)
        run.fail(second, index[second], fan=1)
        assert run.halts == [f"2 of 9 items failed at step {second}, @tolerate allows 1."]


BRANCHED = graph_of(
    Foreach(
        "fan",
        (
            Branches(
                "split",
                ((Step("a", StepPolicy(tolerance=Tolerance(1))),), (Step("b", StepPolicy(tolerance=ALL)),)),
                "meet",
            ),
        ),
        "join",
    ),
    Step("end"),
)


def test_an_item_counts_once_however_many_of_its_branches_fail() -> None:
    run = Driven(BRANCHED)
    run.split("fan", 3)
    run.done("split", 0, 3, fan=1)
    run.fail("a", 1, fan=1)
    run.fail("b", 1, fan=1)
    assert not run.halts
    for step in ("a", "b", "meet"):
        run.done(step, 0, fan=1)
    for step in ("a", "b"):
        run.done(step, 2, fan=1)
    assert launched(run.done("meet", 2, fan=1)) == [("join", 0, 0, 1)]


def test_the_join_waits_for_the_other_branches_of_a_lost_item() -> None:
    run = Driven(BRANCHED)
    run.split("fan", 2)
    run.done("split", 0, 2, fan=1)
    run.fail("a", 1, fan=1)
    for step in ("a", "b"):
        run.done(step, 0, fan=1)
    assert run.done("meet", 0, fan=1) == []
    assert launched(run.done("b", 1, fan=1)) == [("join", 0, 0, 1)]
    assert run.run.arrived == {}


def test_what_may_not_fail_stops_the_run_also_in_an_item_that_was_lost() -> None:
    body = Branches("split", ((Step("a", StepPolicy(tolerance=ALL)),), (Step("b"),)), "meet")
    run = Driven(graph_of(Foreach("fan", (body,), "join"), Step("end")), keep_going=True)
    run.split("fan", 1)
    run.done("split", 0, 1, fan=1)
    run.fail("a", 0, fan=1)
    run.fail("b", 0, fan=1)
    assert run.run.finished is RunStatus.FAILED


def test_equal_failures_are_one_group_that_knows_how_many_are_tolerated() -> None:
    run = fanned(Tolerance(3), 10)
    for index in range(3):
        run.fail("work", index, fan=1, failure=failed_alike(ERROR, f"no {index}"))
    (group,) = run.run.failures.values()
    assert (group.count, group.tolerated) == (3, 3)
    assert "which is tolerated" in story(run.run, Task(FanId(1), StepName("work"), 2))[0]


def resumed(run: Driven, graph: Graph, *rerun: str) -> Driven:
    """A resume of a run, begun."""
    facts = [event for event in run.ledger if isinstance(event, ItemsDone | SplitDone | TaskFailed)]
    again = Driven(graph, started=False)
    again.run, effects, _ = fold(graph, facts, rerun=[StepName(step) for step in rerun])
    for effect in effects:
        again.perform(effect)
    return again


def test_a_resume_tries_again_what_was_lost_if_the_join_is_not_done() -> None:
    run = fanned(Tolerance(2), 3)
    run.fail("work", 0, fan=1)
    run.done("work", 1, 3, fan=1)
    run.done("more", 1, 3, fan=1)
    again = resumed(run, run.run.graph)
    assert [(task.step, task.index) for task in again.running] == [("work", 0)]


@pytest.mark.parametrize("tolerance", [Tolerance(2), Tolerance(0)])
def test_a_resume_leaves_lost_what_the_join_was_done_without_whatever_is_allowed_now(
    tolerance: Tolerance,
) -> None:
    run = fanned(Tolerance(2), 3, retries=1)
    for _ in range(2):
        run.fail("work", 0, fan=1)
    run.fail("work", 1, fan=1)  # and then it succeeds
    run.done("work", 1, 3, fan=1)
    run.done("more", 1, 3, fan=1)
    run.done("join")
    again = resumed(run, tolerant(tolerance))
    assert [task.step for task in again.running] == ["end"]
    assert again.run.steps[StepName("work")].tolerated == 1


def test_a_join_that_runs_again_gets_another_chance_of_what_was_lost() -> None:
    run = fanned(Tolerance(2), 3)
    run.fail("work", 0, fan=1)
    run.done("work", 1, 3, fan=1)
    run.done("more", 1, 3, fan=1)
    run.done("join")
    again = resumed(run, run.run.graph, "join")
    assert {task.index for task in again.running if task.step == "work"} == {0}


@settings(max_examples=60)
@given(st.data(), st.integers(1, 12), st.integers(0, 12))
def test_whatever_fails_in_whatever_order_the_end_depends_on_how_many_only(
    data: st.DataObject, width: int, allowed: int
) -> None:
    bad = data.draw(st.sets(st.integers(0, width - 1)))
    run = fanned(Tolerance(allowed), width, keep_going=True)
    for index in data.draw(st.permutations(range(width))):
        if index in bad:
            run.fail("work", index, fan=1)
        else:
            run.done("work", index, fan=1)
            run.done("more", index, fan=1)
    opened = Task(FanId(0), StepName("join"), 0) in run.running
    assert opened == (len(bad) <= min(allowed, width - 1))
    counts = run.run.steps[StepName("work")]
    assert counts.tolerated == (len(bad) if opened else 0)
    assert counts.failed == (0 if opened else len(bad))
