"""The tasks of a step that failed, without a look at those that did not."""

from __future__ import annotations

from fanfold.client.heads import CAUGHT, Heads, Unreliable
from fanfold.client.opened import OpenRun
from fanfold.client.ranges import ranges_of
from fanfold.client.row import Row
from fanfold.client.snapshot import Snapshot
from fanfold.model.names import StepName
from fanfold.model.status import Status
from fanfold.store.rows import Found


def failed_tasks(run: OpenRun, snapshot: Snapshot, step: StepName, *, caught: bool) -> list[Found]:
    """The last attempts of the tasks that failed (and of those that were `caught`), in order."""
    rows = snapshot.rows(step)
    found = [each for row in rows if row.failure is not None for each in run.reading.row(step, row)]
    if caught:
        found += _caught(run, step, [row for row in rows if row.caught])
        found.sort(
            key=lambda each: (snapshot.path(each.record.task.fan), each.record.turn, each.record.index)
        )
    return found


def _caught(run: OpenRun, step: StepName, rows: list[Row]) -> list[Found]:
    """The caught ones in rows of which the ledger says how many there are."""
    whole = [row for row in rows if row.caught == row.width]
    mixed = [row for row in rows if row.caught < row.width]
    found = [each for row in whole for each in run.reading.row(step, row)]
    try:
        return found + _searched(run, step, mixed)
    except Unreliable:
        records = (each for row in mixed for each in run.reading.row(step, row))
        return found + [each for each in records if each.record.status == Status.CAUGHT]


def _searched(run: OpenRun, step: StepName, rows: list[Row]) -> list[Found]:
    heads = Heads(run, step, rows)
    found = [
        each for range_ in ranges_of(rows) for each in heads.read(range_, lambda status, _: status == CAUGHT)
    ]
    if len(found) != sum(row.caught for row in rows):
        raise Unreliable
    return found
