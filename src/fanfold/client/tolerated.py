"""Which failed tasks of a run are tolerated: told again from what failed and from what `@tolerate` allows.

The ledger has failures, and the graph in it says what each step tolerates. A fan that has more failed items
than it may has none that is tolerated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fanfold.client.shape import Shape
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Task

if TYPE_CHECKING:
    from fanfold.client.snapshot import Snapshot


def tolerated(snapshot: Snapshot, step: StepName) -> frozenset[Task]:
    """The failed tasks of a step that are tolerated."""
    if snapshot.shape.steps[step].tolerance is None:
        return frozenset()
    found = snapshot.tolerated.get(step)
    if found is None:
        rows = [row for row in snapshot.rows(step) if row.failure is not None]
        good = _forgiving(snapshot, step, {row.fan for row in rows})
        found = frozenset(Task(row.fan, step, row.first, row.turn) for row in rows if row.fan in good)
        if snapshot.has_ended:
            snapshot.tolerated[step] = found
    return found


def unreached(snapshot: Snapshot, step: StepName) -> int:
    """How many tasks the step does not have since their items were lost at a step before it."""
    shape = snapshot.shape
    lost = {
        (task.fan, task.index)
        for other in _level(shape, step)
        if other != step and shape.steps[other].tolerance is not None and shape.leads(other, step)
        for task in tolerated(snapshot, other)
    }
    return len(lost)


def _forgiving(snapshot: Snapshot, step: StepName, fans: set[FanId]) -> set[FanId]:
    """Those of the fans that have no more failed items than they may."""
    shape = snapshot.shape
    items: dict[FanId, set[int]] = {}
    allowed: dict[FanId, int] = {}
    for other in _level(shape, step):
        tolerance = shape.steps[other].tolerance
        if tolerance is None:
            continue
        for row in snapshot.rows(other):
            if row.failure is not None and row.fan in fans:
                items.setdefault(row.fan, set()).add(row.first)
                most = tolerance.allowed(snapshot.fan(row.fan).width)
                allowed[row.fan] = min(allowed.get(row.fan, most), most)
    return {fan for fan, lost in items.items() if len(lost) <= allowed[fan]}


def _level(shape: Shape, step: StepName) -> list[StepName]:
    """The steps that the items of the innermost fan around a step go through."""
    around = shape.fans_around(step)
    return [name for name in shape.steps if shape.fans_around(name) == around] if around else []
