"""The slowest tasks of a step."""

from __future__ import annotations

from heapq import nlargest

from fanfold.client.heads import Heads, Unreliable
from fanfold.client.opened import OpenRun
from fanfold.client.ranges import ranges_of
from fanfold.client.row import Row
from fanfold.client.snapshot import Snapshot
from fanfold.model.names import StepName
from fanfold.store.rows import Found


def slowest(run: OpenRun, snapshot: Snapshot, step: StepName, count: int) -> list[Found]:
    """The last attempts that took longest, the slowest first."""
    rows = snapshot.rows(step)
    many = [row for row in rows if not row.is_exact]
    try:
        found = _searched(run, step, many, count)
    except Unreliable:
        found = [each for row in many for each in run.reading.row(step, row)]
    found += (each for row in rows if row.is_exact for each in run.reading.row(step, row))
    return nlargest(count, found, key=lambda each: each.record.seconds)


def _searched(run: OpenRun, step: StepName, rows: list[Row], count: int) -> list[Found]:
    """The slowest of these rows.

    Raises:
        Unreliable: they could not be found without reading all records.
    """
    heads = Heads(run, step, rows)
    longest = {each: nlargest(count, (time for _, time in heads.all(each))) for each in ranges_of(rows)}
    if count < 1:
        return []
    times = nlargest(count, (time for each in longest.values() for time in each))
    found = [
        each
        for range_, here in longest.items()
        if here[0] >= times[-1]
        for each in heads.read(range_, lambda _, time: time >= times[-1])
    ]
    if len(found) < min(count, sum(row.width for row in rows)):
        raise Unreliable
    return found
