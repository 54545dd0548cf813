"""Stops: once an item is what its foreach was to stop at, nothing more of it is begun, and the join runs."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fanfold.graph.graph import Graph
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Task
from fanfold.model.policy import Isolation, StepPolicy, Tolerance
from fanfold.model.status import RunStatus
from fanfold.run.effects import Recall
from fanfold.run.events import FanStopped, ItemsDone, SplitDone, TaskFailed, TimerFired
from fanfold.run.progress import total
from fanfold.run.resume import fold
from fanfold.run.story import story
from fanfold.testing.graphs import Branches, Foreach, Step, graph_of
from tests.run.driven import Driven, launched

WARM = StepPolicy(isolation=Isolation.WARM)
"""So that items go through all steps in one worker."""


def flow(*body: Step) -> Graph:
    """A fan that stops, over these steps."""
    steps = body or (Step("work", WARM), Step("more", WARM))
    return graph_of(Foreach("fan", steps, "join", stop_when="found"), Step("end"))


def fanned(width: int, *body: Step) -> Driven:
    """The same, opened."""
    run = Driven(flow(*body))
    run.split("fan", width, numbered=True)
    return run


def through(run: Driven, index: int) -> None:
    """An item goes all the way."""
    run.done("work", index, fan=1)
    run.done("more", index, fan=1)


def test_what_is_not_begun_is_cancelled_and_what_runs_counts_if_it_ends() -> None:
    run = fanned(10)
    through(run, 0)
    assert run.stop("more", 0) == [Recall((FanId(1),))]
    run.done("work", 1, fan=1)
    assert run.cancel("work", 2, 10) == []
    assert launched(run.done("more", 1, fan=1)) == [("join", 0, 0, 1)]
    counts = run.run.steps
    assert counts[StepName("work")].cancelled == 8
    assert (counts[StepName("more")].cancelled, total(run.run, StepName("more"))) == (0, 2)
    run.done("join")
    run.done("end")
    assert run.run.finished is RunStatus.SUCCEEDED


def test_the_join_opens_at_once_if_nothing_runs() -> None:
    run = fanned(3)
    through(run, 0)
    run.stop("more", 0)
    assert launched(run.cancel("work", 1, 3)) == [("join", 0, 0, 1)]


def test_an_item_between_two_steps_is_not_launched_again() -> None:
    run = fanned(2, Step("work"), Step("more"))  # a process for each task
    through(run, 0)
    run.stop("more", 0)
    assert launched(run.done("work", 1, fan=1)) == [("join", 0, 0, 1)]
    assert run.run.steps[StepName("more")].cancelled == 1


def test_a_second_stop_and_one_of_a_folded_fan_change_nothing() -> None:
    run = fanned(2)
    through(run, 0)
    run.stop("more", 0)
    through(run, 1)
    assert run.stop("more", 1) == []


def test_a_retry_and_what_waits_for_one_are_cancelled() -> None:
    run = fanned(3, Step("work", StepPolicy(retries=2, retry_delay_seconds=5.0)), Step("more"))
    through(run, 0)
    run.fail("work", 1, fan=1)
    assert list(run.timers) == [Task(FanId(1), StepName("work"), 1)]
    run.stop("more", 0)
    assert run.timers == {}
    assert "is cancelled" in story(run.run, Task(FanId(1), StepName("work"), 1))[0]
    assert run.tell(TimerFired(Task(FanId(1), StepName("work"), 1))) == [], "it fired at the same moment"
    assert launched(run.fail("work", 2, fan=1)) == [("join", 0, 0, 1)]


def test_a_retry_at_once_is_cancelled_too() -> None:
    run = fanned(2, Step("work", StepPolicy(retries=2)), Step("more"))
    through(run, 0)
    run.stop("more", 0)
    assert launched(run.fail("work", 1, fan=1)) == [("join", 0, 0, 1)]


def test_an_item_of_which_two_branches_are_cancelled_is_missed_once() -> None:
    body = Branches("split", ((Step("a"),), (Step("b"),)), "meet")
    run = Driven(graph_of(Foreach("fan", (body,), "join", stop_when="found"), Step("end")))
    run.split("fan", 2)
    run.done("split", 0, 2, fan=1)
    for step in ("a", "b", "meet"):
        run.done(step, 0, fan=1)
    run.stop("meet", 0)
    assert run.cancel("a", 1, 2) == []
    assert launched(run.cancel("b", 1, 2)) == [("join", 0, 0, 1)]
    assert total(run.run, StepName("meet")) == 1


def test_a_fan_inside_one_that_stopped_stops_and_its_join_is_not_run() -> None:
    inner = Foreach("inner", (Step("deep"),), "fold")
    run = Driven(graph_of(Foreach("fan", (inner,), "join", stop_when="found"), Step("end")))
    run.split("fan", 3)
    run.split("inner", 2, fan=1, index=0)
    run.split("inner", 2, fan=1, index=1)
    run.done("deep", 0, 2, fan=2)
    run.done("fold", 0, fan=1)
    assert run.stop("fold", 0) == [Recall((FanId(1), FanId(3)))]
    run.done("deep", 0, fan=3)
    run.cancel("deep", 1, 2, fan=3)
    assert launched(run.split("inner", 5, fan=1, index=2)) == [("join", 0, 0, 1)]
    assert run.run.fans.keys() == {0}


def test_failures_that_are_tolerated_are_not_cancelled_as_well() -> None:
    run = fanned(3, Step("work", StepPolicy(tolerance=Tolerance(2))), Step("more"))
    through(run, 0)
    run.fail("work", 1, fan=1)
    run.stop("more", 0)
    assert launched(run.cancel("work", 2, 3)) == [("join", 0, 0, 1)]
    counts = run.run.steps[StepName("work")]
    assert (counts.done, counts.tolerated, counts.cancelled) == (1, 1, 1)


def resumed(run: Driven) -> Driven:
    """A resume of a run, begun."""
    kinds = ItemsDone | SplitDone | TaskFailed | FanStopped
    again = Driven(run.run.graph, started=False)
    again.run, effects, plan = fold(
        run.run.graph, [event for event in run.ledger if isinstance(event, kinds)]
    )
    assert not plan.dropped
    for effect in effects:
        again.perform(effect)
    return again


def test_a_stop_holds_in_a_resume_and_so_does_what_the_join_did_without() -> None:
    run = fanned(5)
    through(run, 0)
    run.stop("more", 0)
    run.done("work", 1, fan=1)
    again = resumed(run)
    assert [(task.step, task.index) for task in again.running] == [("join", 0)]
    run.done("more", 1, fan=1)
    run.cancel("work", 2, 5)
    run.done("join")
    again = resumed(run)
    assert [task.step for task in again.running] == ["end"]


@settings(max_examples=60)
@given(st.data(), st.integers(1, 12))
def test_in_whatever_order_things_end_the_join_runs_once_with_what_came(
    data: st.DataObject, width: int
) -> None:
    run = fanned(width)
    order = data.draw(st.permutations(range(width)))
    stop_at = data.draw(st.integers(0, width - 1))
    begun = {order[stop_at], *data.draw(st.sets(st.sampled_from(order)))}
    for index in order[: stop_at + 1]:
        through(run, index)
    run.stop("more", order[stop_at])
    for index in order[stop_at + 1 :]:
        if index in begun:
            through(run, index)
        else:
            run.cancel("work", index, index + 1)
    assert [task.step for task in run.running] == ["join"]
    done = stop_at + 1 + sum(index in begun for index in order[stop_at + 1 :])
    counts = run.run.steps[StepName("work")]
    assert (counts.done, counts.cancelled) == (done, width - done)
