"""Retries: who gets another attempt, of what kind, and who is charged."""

from __future__ import annotations

import pytest

from fanfold.model.errors import EngineBug
from fanfold.model.limits import ISOLATED_TASKS_MAX, STEP_DEATHS_MAX
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Task
from fanfold.model.policy import Catch, StepPolicy
from fanfold.model.status import Cause, Failure, RunStatus
from fanfold.run.effects import Finish, Halt, SetTimer
from fanfold.run.events import Quiesced, StopRequested, TaskFailed, TimerFired
from fanfold.run.state import FIRST_TASKS_MAX
from fanfold.testing.graphs import Branches, Foreach, Step, graph_of
from tests.run.driven import DIED, ENGINE, ERROR, Driven, failed_alike, launched, launches

TIMEOUT = Failure(Cause.TIMEOUT, "TimeoutException", "it took longer than 1 s")


def one_step(*, keep_going: bool = False, width: int = 5, **policy: object) -> Driven:
    """A fan over one step of this policy, opened."""
    work = Step("work", StepPolicy(**policy))  # type: ignore[arg-type]
    run = Driven(graph_of(Foreach("fan", (work,), "join"), Step("end")), keep_going=keep_going)
    run.split("fan", width)
    return run


def test_a_task_runs_once_more_than_it_has_retries() -> None:
    run = one_step(retries=2)
    assert [launch.attempt for launch in launches(run.fail("work", 2, fan=1))] == [1]
    assert [launch.attempt for launch in launches(run.fail("work", 2, fan=1))] == [2]
    assert [type(effect) for effect in run.fail("work", 2, fan=1)] == [Halt]


def test_a_retry_that_succeeds_counts_as_any_success() -> None:
    run = one_step(retries=1, width=1)
    run.fail("work", fan=1)
    assert launched(run.done("work", fan=1)) == [("join", 0, 0, 1)]
    assert run.run.trials == {}


def test_only_the_failed_task_is_launched_again() -> None:
    run = one_step(retries=1)
    assert launched(run.fail("work", 2, fan=1)) == [("work", 1, 2, 3)]


def test_a_failure_that_nobody_is_charged_with_repeats_the_attempt() -> None:
    run = one_step(retries=1)
    run.fail("work", 2, fan=1)
    for _ in range(5):
        assert [launch.attempt for launch in launches(run.fail("work", 2, fan=1, charged=False))] == [1]


def test_a_repeated_attempt_keeps_the_process_to_itself_that_it_had() -> None:
    run = one_step(retries=2, width=ISOLATED_TASKS_MAX + 1)
    run.fail("work", 2, fan=1, failure=DIED)
    (launch,) = launches(run.fail("work", 2, fan=1, failure=DIED, charged=False))
    assert launch.alone
    (launch,) = launches(run.fail("work", 2, fan=1, failure=ERROR))
    assert launch.alone


def test_a_wait_is_kept_only_if_the_user_gave_one() -> None:
    run = one_step(retries=1, retry_delay_seconds=90.0)
    task = Task(FanId(1), StepName("work"), 2)
    assert run.fail("work", 2, fan=1, failure=DIED) == [SetTimer(task, 90.0)]
    (launch,) = launches(run.fire(task))
    assert launch.attempt == 1
    assert launch.alone


def test_a_timer_that_nobody_set_is_a_bug() -> None:
    run = one_step(retries=1)
    with pytest.raises(EngineBug):
        run.tell(TimerFired(Task(FanId(1), StepName("work"), 2)))


@pytest.mark.parametrize("failure", [DIED, TIMEOUT])
def test_what_catch_could_not_catch_inside_gets_one_launch_that_runs_no_user_code(failure: Failure) -> None:
    run = one_step(retries=1, catch=Catch("why"), width=1)
    (launch,) = launches(run.fail("work", fan=1, failure=failure))
    assert not launch.fallback
    (launch,) = launches(run.fail("work", fan=1, failure=failure))
    assert launch.fallback
    assert launch.isolated
    assert launch.attempt == 2
    assert launched(run.done("work", fan=1)) == [("join", 0, 0, 1)]


def test_a_fallback_that_fails_too_is_the_end_of_the_task() -> None:
    run = one_step(catch=Catch("why"))
    run.fail("work", fan=1, failure=DIED)
    assert isinstance(run.fail("work", fan=1, failure=DIED)[0], Halt)


def test_a_machine_that_fails_halts_the_run_and_charges_nobody() -> None:
    run = one_step(retries=3, keep_going=True)
    assert run.fail("work", 1, fan=1, failure=ENGINE) == [Halt("the disk is full")]
    assert run.run.steps[StepName("work")].failed == 0
    assert run.tell(Quiesced()) == [Finish(RunStatus.FAILED)]


def test_an_attempt_that_the_task_is_not_at_is_a_bug() -> None:
    run = one_step(retries=3)
    with pytest.raises(EngineBug):
        run.tell(TaskFailed(Task(FanId(1), StepName("work"), 2), 1, ERROR))


def test_after_a_halt_nothing_is_launched_and_what_comes_in_is_still_taken() -> None:
    run = one_step(retries=1, width=3)
    run.tell(StopRequested("SIGINT"))
    assert run.done("work", 0, fan=1) == []
    assert run.fail("work", 1, fan=1) == []
    assert run.done("work", 2, fan=1) == []
    assert run.tell(StopRequested("SIGTERM")) == []
    assert run.tell(Quiesced()) == [Finish(RunStatus.INTERRUPTED)]


def test_a_timer_that_fires_after_a_halt_launches_nothing() -> None:
    run = one_step(retries=1, retry_delay_seconds=1.0)
    run.fail("work", 0, fan=1)
    run.tell(StopRequested("SIGINT"))
    assert run.fire(Task(FanId(1), StepName("work"), 0)) == []


def test_a_failed_run_that_is_interrupted_while_it_halts_has_failed() -> None:
    run = one_step()
    run.fail("work", 0, fan=1)
    run.tell(StopRequested("SIGINT"))
    assert run.tell(Quiesced()) == [Finish(RunStatus.FAILED)]


def test_a_run_whose_end_is_done_while_it_halts_has_succeeded() -> None:
    run = Driven(graph_of(Step("only")))
    run.tell(StopRequested("SIGINT"))
    assert run.done("only") == [Finish(RunStatus.SUCCEEDED)]
    assert run.tell(Quiesced()) == []


def test_going_on_finishes_what_does_not_depend_on_the_failure() -> None:
    work = Foreach("fan", (Step("work"), Step("more")), "fold")
    run = Driven(graph_of(Branches("split", ((work,), (Step("b"),)), "join"), Step("end")), keep_going=True)
    run.done("split")
    run.split("fan", 3)
    assert run.fail("work", 1, fan=1) == []
    for index in (0, 2):
        assert launched(run.done("work", index, fan=1)) == [("more", 1, index, index + 1)]
        run.done("more", index, fan=1)
    assert run.done("b") == [Finish(RunStatus.FAILED)]
    assert run.halts == []


def test_equal_failures_are_one_group_that_names_the_first_few() -> None:
    run = one_step(keep_going=True, width=20)
    for index in range(20):
        run.fail("work", index, fan=1, failure=failed_alike(ERROR if index % 4 else DIED, f"item {index}"))
    groups = list(run.run.failures.values())
    assert [(group.failure.cause, group.count) for group in groups] == [(Cause.DIED, 5), (Cause.ERROR, 15)]
    assert [task.index for task in groups[1].first] == [1, 2, 3, 5, 6][:FIRST_TASKS_MAX]
    assert groups[1].failure.message == "item 1"


def test_a_wide_step_that_kills_every_fresh_process_ends_the_run_even_with_retries_left() -> None:
    run = one_step(retries=50, width=1000)
    for index in range(STEP_DEATHS_MAX):
        assert launches(run.fail("work", index, fan=1, failure=DIED))
    for index in range(STEP_DEATHS_MAX - 1):
        assert launches(run.fail("work", index, fan=1, failure=DIED))
    (halt,) = run.fail("work", STEP_DEATHS_MAX - 1, fan=1, failure=DIED)
    assert isinstance(halt, Halt)
    assert "kills every process" in halt.reason


def test_going_on_gives_up_too_when_a_step_kills_every_process() -> None:
    run = one_step(keep_going=True, width=1000)
    for index in range(STEP_DEATHS_MAX):
        run.fail("work", index, fan=1, failure=DIED)
    assert len(run.halts) == 1


def test_one_success_shows_that_the_step_does_not_kill_everyone() -> None:
    run = one_step(keep_going=True, width=1000)
    run.done("work", 999, fan=1)
    for index in range(10 * STEP_DEATHS_MAX):
        run.fail("work", index, fan=1, failure=DIED)
    assert run.halts == []


def test_a_narrow_step_gets_every_retry_that_its_author_asked_for() -> None:
    """A task that dies on its first attempts and then succeeds is a thing that the reference allows."""
    run = one_step(retries=4, width=5)
    for _ in range(4):
        for index in range(5):
            (launch,) = launches(run.fail("work", index, fan=1, failure=DIED))
            assert launch.alone
    assert launched(run.done("work", 0, 5, fan=1)) == [("join", 0, 0, 1)]


def test_catch_takes_any_number_of_deaths_as_values() -> None:
    run = one_step(catch=Catch("why"), width=1000)
    for index in range(10 * STEP_DEATHS_MAX):
        (launch,) = launches(run.fail("work", index, fan=1, failure=DIED))
        assert launch.fallback
