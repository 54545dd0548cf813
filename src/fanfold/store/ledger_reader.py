"""Reading the ledger: by the driver, by resume, and by the client in another process while the driver writes.

Everything is read in pages by key, each fetched whole: a cursor that stays open would keep the driver from
tidying up.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from itertools import takewhile
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from weakref import finalize

from fanfold.model.names import FanId, StepName, WorkerId
from fanfold.model.place import Task
from fanfold.run.events import FanStopped, ItemsDone, SplitDone, TaskFailed
from fanfold.store.connections import ledger_errors, open_reader
from fanfold.store.ledger_codec import (
    Row,
    Value,
    block_entry,
    block_of,
    event_entry,
    failure_entry,
    fan_entry,
    fan_of,
)
from fanfold.store.ledger_entries import BlockRow, FanRow, LedgerEntry, WorkerRow
from fanfold.store.queries import ledger_queries

if TYPE_CHECKING:
    import sqlite3

PAGE_ROWS = 2000
T = TypeVar("T")


class LedgerReader:
    """The ledger, open for reading. Made by `open`; `Ledger.reader` is one on the driver's own connection."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> LedgerReader:
        """The ledger at `path`, finished or still being written, also in a folder that cannot be written.

        Raises:
            NotFoundError: there is none. DamageError: it is no whole ledger. FormatError: a newer version
            wrote it.
        """
        reader = cls(path, open_reader(path))
        # The client keeps readers of runs that have ended, and nobody closes those.
        finalize(reader, reader._connection.close)
        return reader

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> LedgerReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def facts(self) -> Iterator[LedgerEntry]:
        """What is done (`ItemsDone` and `SplitDone`) in the order in which it was recorded."""
        return self._merged(("blocks_page", block_entry), ("fans_page", fan_entry))

    def outcomes(self) -> Iterator[LedgerEntry]:
        """What resume folds: the facts, the attempts that failed, the fans that stopped, in that order."""
        return (
            entry
            for entry in self.entries()
            if isinstance(entry.event, ItemsDone | SplitDone | TaskFailed | FanStopped)
        )

    def entries(self) -> Iterator[LedgerEntry]:
        """Every event of the run in the order in which it was recorded."""
        return self._merged(
            ("blocks_page", block_entry),
            ("fans_page", fan_entry),
            ("failures_page", failure_entry),
            ("events_page", event_entry),
        )

    def _merged(self, *kinds: tuple[str, Callable[[Row], LedgerEntry]]) -> Iterator[LedgerEntry]:
        # Tables are read one after the other while the driver may add to all. So nothing newer than this is
        # taken: else an event could come without the one before it.
        last = self.last_seq()
        # The keys that order these tables, `seq` and `fan`, are their first columns.
        pages = [self._paged(query, (), (0,), lambda row: row[:1], made) for query, made in kinds]
        return takewhile(lambda entry: entry.seq <= last, heapq.merge(*pages, key=attrgetter("seq")))

    def blocks(self, step: StepName, *, fan: FanId | None = None) -> Iterator[BlockRow]:
        """The done tasks of a step, of one fan or of all, in the order of fan, turn and index."""
        if fan is None:
            return self._paged(
                "blocks_of_step", (step,), (-1, -1, -1), lambda row: _columns(row, 1, 3, 4), block_of
            )
        return self._paged("blocks_of_fan", (step, fan), (-1, -1), lambda row: _columns(row, 3, 4), block_of)

    def block_of(self, task: Task) -> BlockRow | None:
        """The block that holds this task, if it is done. Splits that opened a fan are found by `fan_of`."""
        rows = self._rows("block_of_task", (task.step, task.fan, task.turn, task.index))
        block = next(iter(self._made(rows, block_of)), None)
        return block if block is not None and block.span.stop > task.index else None

    def fan(self, fan: FanId) -> FanRow | None:
        """That fan. The root fan has no row."""
        return next(iter(self._made(self._rows("fan", (fan,)), fan_of)), None)

    def fan_of(self, task: Task) -> FanRow | None:
        """The fan that this task opened, if it is a split that is done."""
        rows = self._rows("fan_of_task", (task.step, task.fan, task.index, task.turn))
        return next(iter(self._made(rows, fan_of)), None)

    def fans(self, step: StepName) -> Iterator[FanRow]:
        """The fans that tasks of this split opened, in the order of the tasks' fan, index and turn."""
        return self._paged("fans_of_step", (step,), (-1,) * 3, lambda row: _columns(row, 2, 4, 5), fan_of)

    def failures(self, step: StepName) -> Iterator[LedgerEntry]:
        """The failed attempts of a step, in the order of fan, index, turn and attempt."""
        return self._paged(
            "failures_of_step", (step,), (-1,) * 4, lambda row: _columns(row, 1, 3, 4, 0), failure_entry
        )

    def failures_of(self, task: Task) -> list[LedgerEntry]:
        """The failed attempts of a task."""
        rows = self._rows("failures_of_task", (task.step, task.fan, task.index, task.turn))
        return self._made(rows, failure_entry)

    def workers(self) -> list[WorkerRow]:
        """The processes that ran tasks."""
        return self._made(self._rows("workers", ()), _worker)

    def done_counts(self) -> dict[StepName, tuple[int, int]]:
        """How many tasks of each step are done, and how many of these were caught."""
        counts: dict[StepName, tuple[int, int]] = {}
        for step, done, caught in self._rows("done_counts", ()):
            counts[StepName(str(step))] = (_number(done), _number(caught))
        for step, done in self._rows("split_counts", ()):
            before, caught = counts.get(StepName(str(step)), (0, 0))
            counts[StepName(str(step))] = (before + _number(done), _number(caught))
        return counts

    def pack_ends(self) -> dict[str, int]:
        """The offset behind the last indexed byte of each pack, by stem: what follows is not recorded yet."""
        return {str(pack): _number(stop) for pack, stop in self._rows("pack_ends", ())}

    def synced(self) -> dict[str, int]:
        """To which offset each pack was certainly on the disk at the last checkpoint, by stem."""
        return {str(pack): _number(offset) for pack, offset in self._rows("synced", ())}

    def meta(self, name: str) -> str | None:
        """A fact about the whole run, or None."""
        rows = self._rows("meta", (name,))
        return str(rows[0][0]) if rows else None

    def last_seq(self) -> int:
        """The number of the last event."""
        return _number(self._rows("last_seq", ())[0][0])

    def last_fan(self) -> FanId:
        """The number of the last fan."""
        return FanId(_number(self._rows("last_fan", ())[0][0]))

    def raw_rows(self, query: str) -> Iterator[Row]:
        """The rows of a paged query as they are, for who checks them."""
        return self._paged(query, (), (0,), lambda row: row[:1], lambda row: row)

    def integrity(self) -> str:
        """What SQLite says of the file: "ok", or the first thing that is wrong."""
        with ledger_errors(self.path):
            (found,) = self._connection.execute("PRAGMA integrity_check(1)").fetchone()
        return str(found)

    def _paged(
        self,
        query: str,
        fixed: tuple[Value, ...],
        after: tuple[Value, ...],
        key: Callable[[Row], Row],
        made: Callable[[Row], T],
    ) -> Iterator[T]:
        while rows := self._rows(query, (*fixed, *after, PAGE_ROWS)):
            yield from self._made(rows, made)
            after = key(rows[-1])

    def _rows(self, query: str, values: tuple[Value, ...]) -> list[Row]:
        with ledger_errors(self.path):
            return self._connection.execute(ledger_queries()[query], values).fetchall()

    def _made(self, rows: list[Row], made: Callable[[Row], T]) -> list[T]:
        with ledger_errors(self.path):
            return [made(row) for row in rows]


def _columns(row: Row, *numbers: int) -> Row:
    return tuple(row[number] for number in numbers)


def _number(value: Value) -> int:
    return int(value or 0)


def _worker(row: Row) -> WorkerRow:
    worker, pid, step, started, ended, cause = row
    number, process = WorkerId(_number(worker)), _number(pid)
    told = None if cause is None else str(cause)
    return WorkerRow(number, process, StepName(str(step)), float(started or 0), _seconds(ended), told)


def _seconds(value: Value) -> float | None:
    return None if value is None else float(value)
