"""Static joins: when all branches of an item have come, its join opens.

Nothing is searched and no item has a counter of its own. A join of three branches keeps two interval sets:
the items of which more than none, and more than one branch arrived. A chunk that arrives drops into the first
set; what was there already drops on to the second; what was there too has all its branches.

     arrives: 0..99      set 0: 0..49        set 1: 0..19       opens
                         + 50..99            + 20..49           0..19     (then removed from both sets)
"""

from __future__ import annotations

from fanfold.model.names import StepName
from fanfold.model.place import Span
from fanfold.run.effects import Effect
from fanfold.run.intervals import IntervalSet, gaps
from fanfold.run.launches import open_tasks
from fanfold.run.state import RunState


def arrive_branch(run: RunState, join: StepName, span: Span, effects: list[Effect]) -> None:
    """Count a branch of each item of `span` in at a static join, and open it where that was the last."""
    row = (span.fan, join, 0)
    sets = run.arrived.get(row)
    if sets is None:
        sets = run.arrived[row] = [IntervalSet() for _ in range(run.routes[join].branches - 1)]
    whole = [(span.first, span.stop)]
    for arrived in sets:
        whole = [part for first, stop in whole for part in _drop_in(arrived, first, stop)]
    for first, stop in whole:
        for arrived in sets:
            arrived.take(first, stop)
    if not any(sets):
        del run.arrived[row]
    for first, stop in whole:
        open_tasks(run, Span(span.fan, join, first, stop), effects)


def _drop_in(arrived: IntervalSet, first: int, stop: int) -> list[tuple[int, int]]:
    """Add what is not in the set yet, and say what was there already."""
    there = arrived.within(first, stop)
    for low, high in gaps(first, stop, there):
        arrived.add(low, high)
    return there
