"""The story of a task: what a run knows of it, in sentences, for a report of a bug."""

from __future__ import annotations

from collections.abc import Iterator

from fanfold.model.errors import EngineBug
from fanfold.model.place import Task, span_of
from fanfold.run.events import Event, FanStopped, ItemsCancelled, ItemsDone, SplitDone, TaskFailed, TimerFired
from fanfold.run.state import FIRST_TRIAL, RunState


def story(run: RunState, task: Task) -> list[str]:
    """Where the task stands, and which of the last events were about it or about the fan that it is an item
    of.
    """
    return [f"{shown(task)} {_standing(run, task)}.", *_place(run, task), *_past(run, task)]


def bug(run: RunState, task: Task, wrong: str) -> EngineBug:
    """The error for what cannot happen to this task, with its story."""
    return EngineBug(
        f"{shown(task)} {wrong}", remedy="\n    ".join(["What happened to it:", *story(run, task)])
    )


def shown(task: Task) -> str:
    """A task as a reader of a report finds it again."""
    turn = f" turn {task.turn}" if task.turn else ""
    return f"task {task.step}[{task.index}] of fan {task.fan}{turn}"


def _standing(run: RunState, task: Task) -> str:
    row = (task.fan, task.step, task.turn)
    if task.index in run.failed.get(row, ()):
        return "failed for good"
    fan = run.fans.get(task.fan)
    if fan is not None and fan.losses is not None and task.index in fan.losses.rows.get(row, ()):
        return "failed for good, which is tolerated"
    if fan is not None and task.index in fan.cancelled.get(row, ()):
        return "is cancelled, since its fan stopped"
    if task.index in run.open.get(row, ()):
        trial = run.trials.get(row, {}).get(task.index, FIRST_TRIAL)
        return f"is open, attempt {trial.attempt}" + (", waiting for its timer" if trial.waiting else "")
    if task.index in run.riding.get(row, ()):
        return "is to come, as a later link of a chain that was launched"
    return "is not open: it is done, or not reached"


def _place(run: RunState, task: Task) -> Iterator[str]:
    fan = run.fans.get(task.fan)
    if fan is None:
        yield f"fan {task.fan} is folded, or never was."
    elif fan.parent is not None:
        yield f"fan {fan.id} is {fan.width} wide and was opened by {shown(fan.parent)}."
        yield f"{fan.missing} of its items have not come to {fan.join}."


def _past(run: RunState, task: Task) -> Iterator[str]:
    fan = run.fans.get(task.fan)
    for event in run.recent:
        if _is_about(event, task) or (fan and isinstance(event, SplitDone) and event.task == fan.parent):
            yield f"event {event}"


def _is_about(event: Event, task: Task) -> bool:
    match event:
        case ItemsDone() | ItemsCancelled():
            span = event.span
            return span._replace(first=0, stop=1) == span_of(task)._replace(first=0, stop=1) and (
                span.first <= task.index < span.stop
            )
        case SplitDone() | TaskFailed() | TimerFired() | FanStopped():
            return event.task == task
        case _:
            return False
