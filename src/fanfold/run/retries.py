"""Retries: what follows from a failed attempt.

    engine failed               the run halts, nobody is charged
    not charged                 the same attempt once more
    attempts left               the next one: at once, or after the wait that the user gave
    none left, with @catch      one more launch that runs no user code and records the failure as caught
    none left, with @tolerate   the join runs without the item (`run/losses.py`)
    none left                   the task failed for good

Attempts count from 0, so a step with `retries` 2 runs attempts 0, 1, 2, and its fallback is 3. Failures that
user code raised under `@catch` never come here: the worker catches them, and the task is done.
"""

from __future__ import annotations

from fanfold.model.place import Task, span_of
from fanfold.model.status import Cause, Failure, RunStatus
from fanfold.run.deaths import kills_everyone
from fanfold.run.effects import Effect, SetTimer
from fanfold.run.events import TaskFailed
from fanfold.run.halting import halt
from fanfold.run.intervals import IntervalSet
from fanfold.run.launches import alight, cancel, launch_again, remember
from fanfold.run.losses import close_failed, tolerate, tolerates
from fanfold.run.state import FIRST_TRIAL, RunState, Trial
from fanfold.run.story import bug


def fail(run: RunState, event: TaskFailed, effects: list[Effect]) -> None:
    """Take in a failed attempt, and do what follows from it."""
    task = event.task
    trial = _trial(run, event)
    alight(run, task)
    policy = run.routes[task.step].policy
    if event.failure.cause is Cause.ENGINE:
        halt(run, event.failure.message, RunStatus.FAILED, effects)
    elif not event.charged:
        launch_again(run, task, trial, effects)
    elif kills_everyone(run, event, trial):
        fail_for_good(run, task, event.failure)
        halt(run, _deadly(event), RunStatus.FAILED, effects)
    elif trial.attempt < policy.retries:
        _retry(run, event, trial, effects)
    elif policy.catch and not trial.fallback:
        launch_again(run, task, Trial(trial.attempt + 1, fallback=True), effects)
    elif tolerates(run, task):
        tolerate(run, task, event.failure, effects)
    else:
        fail_for_good(run, task, event.failure)
        if not run.keep_going:
            halt(run, _reason(event), RunStatus.FAILED, effects)


def fire_timer(run: RunState, task: Task, effects: list[Effect]) -> None:
    """The wait before a retry is over."""
    row = (task.fan, task.step, task.turn)
    trial = run.trials.get(row, {}).get(task.index, FIRST_TRIAL)
    if not trial.waiting:
        fan = run.fans.get(task.fan)
        if fan is None or fan.stopped:
            return  # it was cancelled while its timer fired
        raise bug(run, task, "has no timer")
    if run.halted is None:
        launch_again(run, task, trial._replace(waiting=False), effects)


def fail_for_good(run: RunState, task: Task, failure: Failure) -> None:
    """Close an open task as failed. Its fan stays incomplete, so no join of it ever starts."""
    close_failed(run, task, failure)
    run.steps[task.step].failed += 1
    row = (task.fan, task.step, task.turn)
    run.failed.setdefault(row, IntervalSet()).add(task.index, task.index + 1)
    run.fans[task.fan].pending += 1  # for ever


def _trial(run: RunState, event: TaskFailed) -> Trial:
    """The attempt that failed, which must be the one that the open task was at."""
    task = event.task
    row = (task.fan, task.step, task.turn)
    if task.index not in run.open.get(row, ()):
        raise bug(run, task, "failed while it was not open")
    trial = run.trials.get(row, {}).get(task.index, FIRST_TRIAL)
    if trial.attempt != event.attempt or trial.waiting:
        raise bug(run, task, f"failed at attempt {event.attempt} while it was at {trial}")
    return trial


def _retry(run: RunState, event: TaskFailed, trial: Trial, effects: list[Effect]) -> None:
    """Once a task killed its process, it keeps a fresh one to itself in all its later attempts."""
    delay_seconds = run.routes[event.task.step].policy.retry_delay_seconds
    alone = trial.alone or event.failure.cause is Cause.DIED
    coming = Trial(trial.attempt + 1, alone=alone, waiting=delay_seconds > 0)
    if not coming.waiting:
        launch_again(run, event.task, coming, effects)
        return
    remember(run, event.task, coming)
    if run.halted is not None:
        return
    if run.fans[event.task.fan].stopped:
        cancel(run, span_of(event.task))
    else:
        effects.append(SetTimer(event.task, delay_seconds))


def _reason(event: TaskFailed) -> str:
    failure = event.failure
    where = f" at {failure.where}" if failure.where else ""
    return f"A task of step {event.task.step} failed: {failure.type}{where}: {failure.message}"


def _deadly(event: TaskFailed) -> str:
    return f"Step {event.task.step} kills every process that runs it."
