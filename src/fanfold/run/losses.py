"""Losses: items that failed for good under `@tolerate`, so that their join runs without them.

A lost item never comes to its join. It is counted out of what the join waits for, once, however many of its
branches fail; the fan is folded when all others have come and nothing of it is under way any more.

    width 5:   0 came   1 came   2 lost   3 came   4 lost      missing 0: the join runs with 0, 1 and 3

Once a fan has more failed items than `@tolerate` allows, none of them is tolerated any more, also those that
were before: whatever order they failed in, the run ends in the same way. Where several steps tolerate
failures, what counts are the items of the fan that failed at any of them, and the least that one of these
steps allows.
"""

from __future__ import annotations

from fanfold.model.place import Task, span_of
from fanfold.model.status import Failure, RunStatus
from fanfold.run.effects import Effect, Forgo
from fanfold.run.halting import halt
from fanfold.run.intervals import IntervalSet
from fanfold.run.launches import close_tasks
from fanfold.run.state import FIRST_TASKS_MAX, FailureCount, Fan, Losses, RunState


def tolerates(run: RunState, task: Task) -> bool:
    """Whether the failure of this task may be tolerated, as far as there were not too many before."""
    fan = run.fans[task.fan]
    exceeded = fan.losses is not None and fan.losses.exceeded
    return run.routes[task.step].policy.tolerance is not None and fan.parent is not None and not exceeded


def tolerate(run: RunState, task: Task, failure: Failure, effects: list[Effect]) -> None:
    """Take in the failure of a task that may fail. If its fan has too many now, all of them are failures."""
    lose(run, task, failure)
    fan = run.fans[task.fan]
    losses, tolerance = fan.losses, run.routes[task.step].policy.tolerance
    assert losses is not None
    assert tolerance is not None
    losses.allowed = min(losses.allowed, tolerance.allowed(fan.width))
    if losses.count <= losses.allowed:
        effects.append(Forgo(task))
        return
    _fail_all(run, fan, losses)
    if not run.keep_going:
        halt(run, _reason(task, fan, losses), RunStatus.FAILED, effects)


def lose(run: RunState, task: Task, failure: Failure) -> None:
    """Close an open task as failed and tolerated: its item does not come any more."""
    close_failed(run, task, failure)
    fan = run.fans[task.fan]
    losses = fan.losses = fan.losses or Losses(fan.width)
    gone = fan.gone()
    before = [row[1] for row, items in gone if task.index in items]
    losses.count += not any(task.index in items for items in losses.rows.values())
    fan.missing -= not before
    row = (task.fan, task.step, task.turn)
    losses.rows.setdefault(row, IntervalSet()).add(task.index, task.index + 1)
    group = (task.step, failure.signature)
    losses.groups[group] = losses.groups.get(group, 0) + 1
    run.failures[group].tolerated += 1
    run.steps[task.step].tolerated += 1
    known = {step for other in before for step in run.routes[other].beyond}
    for step in run.routes[task.step].beyond:
        run.steps[step].unreached += step not in known
    run.unsettled.append(fan.id)


def close_failed(run: RunState, task: Task, failure: Failure) -> None:
    """An open task failed for good: it is open no more, and counted among those that failed alike."""
    close_tasks(run, span_of(task))
    group = run.failures.setdefault((task.step, failure.signature), FailureCount(task.step, failure))
    group.count += 1
    if len(group.first) < FIRST_TASKS_MAX:
        group.first.append(task)


def _fail_all(run: RunState, fan: Fan, losses: Losses) -> None:
    """What was tolerated is not: its tasks are failures, and its items are missing for ever."""
    lost = {index for items in losses.rows.values() for part in items for index in range(*part)}
    fan.missing += sum(not any(index in items for items in fan.cancelled.values()) for index in lost)
    for row, items in losses.rows.items():
        for first, stop in items:
            run.failed.setdefault(row, IntervalSet()).add(first, stop)
            run.steps[row[1]].tolerated -= stop - first
            run.steps[row[1]].failed += stop - first
            fan.pending += stop - first
    for group, count in losses.groups.items():
        run.failures[group].tolerated -= count
    losses.rows.clear()
    losses.groups.clear()
    losses.exceeded = True


def _reason(task: Task, fan: Fan, losses: Losses) -> str:
    if losses.count == fan.width:
        what = "The only item" if fan.width == 1 else f"All {fan.width:,} items"
        return f"{what} of step {task.step} failed: {fan.join} would have no inputs."
    return (
        f"{losses.count:,} of {fan.width:,} items failed at step {task.step}, @tolerate allows "
        f"{losses.allowed:,}."
    )
