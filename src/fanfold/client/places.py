"""Which task an id means, and who comes before and after a task."""

from __future__ import annotations

from collections.abc import Iterator

from fanfold.client.row import Row
from fanfold.client.snapshot import Snapshot
from fanfold.model.names import ROOT_FAN, FanId, StepName, parse_task_id
from fanfold.model.place import Task

Rows = Iterator[tuple[StepName, Row]]
"""Recorded tasks, by step, in rows."""


def by_id(snapshot: Snapshot, step: StepName, text: str) -> Task | None:
    """The place that a task id names; None if it is no id, or there is no such place."""
    try:
        indexes, turn = parse_task_id(text)
    except ValueError:
        return None
    splits = snapshot.shape.fans_around(step)
    if not splits:
        return Task(ROOT_FAN, step, 0, turn) if indexes == (0,) else None
    if len(indexes) != len(splits):
        return None
    fan, place = ROOT_FAN, 0
    for split, index in zip(splits, indexes, strict=True):
        opened = snapshot.fan_of(Task(fan, split, place))
        if opened is None or not 0 <= index < opened.width:
            return None
        fan, place = opened.fan, index
    return Task(fan, step, place, turn)


def before(snapshot: Snapshot, task: Task) -> Rows:
    """The tasks that the task comes from; for the join of a fan, all that it folds, in the order of its
    inputs.
    """
    steps = snapshot.shape.steps
    shape = steps[task.step]
    if task.turn:
        yield from _at(snapshot, task._replace(turn=task.turn - 1))
    elif shape.is_join and shape.split is not None and steps[shape.split].is_fan:
        opened = snapshot.fan_of(Task(task.fan, shape.split, task.index))
        if opened is not None:
            for name in shape.in_steps:
                yield from _in_fan(snapshot, name, opened.fan)
    else:
        for name in shape.in_steps:
            if steps[name].is_fan and not shape.is_join:
                yield from _at(snapshot, snapshot.fan(task.fan).parent)
            elif name != task.step:
                yield from _at(snapshot, _last_turn(snapshot, Task(task.fan, name, task.index)))


def after(snapshot: Snapshot, task: Task, target: str | None) -> Rows:
    """The tasks that the task led to. `target` is the case that a switch took, None for other steps."""
    shape = snapshot.shape.steps[task.step]
    if shape.is_fan:
        opened = snapshot.fan_of(task)
        if opened is not None:
            yield from _in_fan(snapshot, shape.out_steps[0], opened.fan, first_turns=True)
        return
    for name in shape.out_steps:
        if target is None or name == target:
            yield from _at(snapshot, _next(snapshot, task, name))


def is_open(snapshot: Snapshot, task: Task) -> bool:
    """Whether the task may be running: it begins the run, or comes from a task that is recorded."""
    if task.turn == 0 and not snapshot.shape.steps[task.step].in_steps:
        return True
    return next(before(snapshot, task), None) is not None


def _next(snapshot: Snapshot, task: Task, name: StepName) -> Task:
    steps = snapshot.shape.steps
    shape = steps[name]
    if name == task.step:
        return task._replace(turn=task.turn + 1)
    if shape.is_join and shape.split is not None and steps[shape.split].is_fan:
        parent = snapshot.fan(task.fan).parent
        return Task(parent.fan, name, parent.index)
    return Task(task.fan, name, task.index)


def _at(snapshot: Snapshot, task: Task) -> Rows:
    row = snapshot.row(task)
    if row is not None:
        yield task.step, row if row.is_exact else row._replace(first=task.index, stop=task.index + 1)


def _in_fan(snapshot: Snapshot, step: StepName, fan: FanId, *, first_turns: bool = False) -> Rows:
    rows = [row for row in snapshot.rows(step) if row.fan == fan]
    if first_turns or step not in snapshot.shape.steps[step].out_steps:
        return ((step, row) for row in rows if not row.turn)
    last = {index: row for row in rows for index in range(row.first, row.stop)}  # turns come in order
    return (
        (step, row if row.is_exact else row._replace(first=index, stop=index + 1))
        for index, row in sorted(last.items(), key=lambda each: each[0])
    )


def _last_turn(snapshot: Snapshot, task: Task) -> Task:
    """Of a step that loops, the turn after which the task went on."""
    if task.step not in snapshot.shape.steps[task.step].out_steps:
        return task
    rows = [row for row in snapshot.rows(task.step) if row.fan == task.fan]
    turns = (row.turn for row in rows if row.first <= task.index < row.stop)
    return task._replace(turn=max(turns, default=0))
