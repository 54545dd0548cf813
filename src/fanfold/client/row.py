"""Rows of recorded tasks, as the client goes through them: what the ledger's tables say, in one form."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from fanfold.model.named import NamedTuple
from fanfold.model.names import FanId
from fanfold.model.place import Task
from fanfold.model.status import Cause, Failure, Status
from fanfold.run.events import TaskFailed
from fanfold.store.ledger_entries import BlockRow, FanRow, LedgerEntry
from fanfold.store.location import Location
from fanfold.store.records import Record


class Row(NamedTuple):
    """Tasks `first` to `stop` - 1 of a step in one fan and turn, whose records lie in `location`.

    Attributes:
        location: None where a process died while it wrote, so that there is no record.
        caught: how many of them, or of tasks of other steps whose records lie there too, ended in `@catch`.
        failure: of a task that failed and is not done.
        is_exact: the location is that of one record, and of nothing else.
    """

    fan: FanId
    turn: int
    first: int
    stop: int
    location: Location | None
    caught: int = 0
    failure: Failure | None = None
    attempt: int = 0
    is_exact: bool = False

    @property
    def width(self) -> int:
        """How many tasks it holds."""
        return self.stop - self.first


def of_block(block: BlockRow) -> Row:
    """The row of tasks that are done."""
    span = block.span
    return Row(span.fan, span.turn, span.first, span.stop, block.location, block.caught)


def of_fan(fan: FanRow) -> Row:
    """The row of the one task that opened a fan."""
    return _single(fan.parent, fan.record)


def of_failure(entry: LedgerEntry) -> Row:
    """The row of the one task that failed."""
    event = entry.event
    assert isinstance(event, TaskFailed)
    return _single(event.task, entry.location)._replace(failure=event.failure, attempt=event.attempt)


def of_record(record: Record, location: Location) -> Row:
    """The row of a record that nobody indexed."""
    row = _single(record.task, location)._replace(attempt=record.attempt)
    if record.status == Status.FAILED:
        assert record.failure is not None
        return row._replace(failure=failure_of(record))
    return row._replace(caught=int(record.status == Status.CAUGHT))


def failure_of(record: Record) -> Failure | None:
    """The failure that a record tells of."""
    if record.failure is None:
        return None
    cause, kind, message, where, traceback = record.failure
    return Failure(Cause(cause), kind, message, where, traceback)


def _single(task: Task, location: Location | None) -> Row:
    return Row(task.fan, task.turn, task.index, task.index + 1, location, is_exact=True)


class Cover:
    """Which of some rows holds a task of their step."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows: dict[tuple[FanId, int], list[Row]] = {}
        for row in rows:
            self._rows.setdefault((row.fan, row.turn), []).append(row)
        for each in self._rows.values():
            each.sort(key=_first)

    def row(self, fan: FanId, turn: int, index: int) -> Row | None:
        """The row, or None."""
        rows = self._rows.get((fan, turn), [])
        number = bisect_right(rows, index, key=_first) - 1
        return rows[number] if number >= 0 and index < rows[number].stop else None


def _first(row: Row) -> int:
    return row.first


def merged(done: list[Row], failed: Iterable[Row], late: Iterable[Row]) -> list[Row]:
    """Each task once: as done, if it is, else as its last attempt failed. `late` was read before the others,
    so it may tell what they tell.
    """
    known = Cover(done)
    last: dict[tuple[FanId, int, int], Row] = {}
    for row in (*failed, *late):
        before = last.get(row[:3])
        if (before is None or before.failure is not None) and known.row(*row[:3]) is None:
            last[row[:3]] = row
    return [*done, *last.values()]
