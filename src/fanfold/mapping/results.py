"""What `map` gives: the results in the order of the items, read from the run's folder when asked for.

Nothing is held in memory but what is looked at, so a million results are no more than ten. While the run goes
on (`wait=False`), what is recorded so far can be looked at, and `as_completed` hands out what comes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

from fanfold.client.places import by_id
from fanfold.client.row import Row, failure_of
from fanfold.client.run import Run
from fanfold.client.snapshot import Snapshot
from fanfold.mapping.made_flow import RESULT, STEP
from fanfold.model.errors import TaskFailedError
from fanfold.model.named import NamedTuple
from fanfold.model.names import StepName
from fanfold.model.status import Status
from fanfold.run.intervals import IntervalSet
from fanfold.store.rows import Found

if TYPE_CHECKING:
    from fanfold.client.columns import Table
    from fanfold.mapping.background import Going

R = TypeVar("R")

_STEP = StepName(STEP)
LOOK_SECONDS = 0.05


class FailedItem(NamedTuple):
    """An item whose function failed.

    Attributes:
        key: its name.
        index: its place among the items; `item` is it.
        exception: the type, and what it said, such as `ValueError: not a date`.
        traceback: as Python prints it.
        attempts: how often it was tried.
    """

    key: str
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs of it
    item: Any
    exception: str
    traceback: str
    attempts: int


class Results(Sequence[R], Generic[R]):
    """The results of a call of `map`: `results[3]`, `results["key"]`, slices, `len`, iteration.

    Asking for the result of an item that failed raises TaskFailedError, with its traceback. `ok` has those of
    the others, `failed` says what went wrong.
    """

    def __init__(self, run: Run, width: int, *, going: Going | None = None) -> None:
        self.run = run
        self._width = width
        self._going = going

    def __len__(self) -> int:
        return self._width

    @overload
    def __getitem__(self, which: int | str) -> R: ...
    @overload
    def __getitem__(self, which: slice) -> list[R]: ...
    def __getitem__(self, which: int | str | slice) -> R | list[R]:
        if isinstance(which, str):
            task = self.run[STEP].of_key(which)
            return self._at(cast("int", task.index))
        if isinstance(which, slice):
            return [self._at(index) for index in range(*which.indices(self._width))]
        index = which + self._width if which < 0 else which
        if not 0 <= index < self._width:
            raise IndexError(f"There are {self._width} results, and none has the number {which}.")
        return self._at(index)

    def __iter__(self) -> Iterator[R]:
        self.wait()
        for found in self._all():
            yield self._value(found)

    def _all(self) -> Iterator[Found]:
        """Each item's record, in order, a few in memory at a time.

        Raises:
            TaskFailedError: an item was not run, since the run stopped before.
        """
        run, expected = self.run._run, 0
        for row in self._snapshot().rows(_STEP) if self._width else []:
            if row.first != expected:
                raise self._not_run(expected)
            yield from run.reading.row(_STEP, row)
            expected = row.stop
        if expected != self._width:
            raise self._not_run(expected)

    def _snapshot(self) -> Snapshot:
        return self.run._run.look()

    def _at(self, index: int) -> R:
        run, snapshot = self.run._run, self._snapshot()
        place = by_id(snapshot, _STEP, str(index))
        row: Row | None = None if place is None else snapshot.row(place)
        if row is None:
            if self._going is not None and self._going.goes_on:
                self._settle()
                return self._at(index)
            raise self._not_run(index)
        return self._value(run.reading.one(_STEP, row, index))

    def _value(self, found: Found) -> R:
        record = found.record
        if record.status == Status.OK:
            value: R = self.run._run.values.load(record.entries[RESULT])
            return value
        failed = self._failed(found)
        raise TaskFailedError(
            f"Item {failed.key} failed: {failed.exception}\n    {_indented(failed.traceback)}",
            remedy="results.ok has those that did not fail, results.failed says what went wrong.",
        )

    def _not_run(self, index: int) -> TaskFailedError:
        return TaskFailedError(
            f"Item {index} was not run: run {self.run.id} stopped before.",
            remedy="Call map again: it carries on from there. results.ok has what is done.",
        )

    def _failed(self, found: Found) -> FailedItem:
        run, snapshot, record = self.run._run, self._snapshot(), found.record
        failure = failure_of(record)
        assert failure is not None
        items = run.items(record.fan, snapshot)  # type: ignore[arg-type]
        item = None if items is None else next(items.between(record.index, record.index + 1))
        key = run.key(found, snapshot)
        kind = failure.type.removeprefix("builtins.").removeprefix("fanfold.model.errors.")
        said = f"{kind}: {failure.message}"
        return FailedItem(key, record.index, item, said, failure.traceback, record.attempt + 1)

    @property
    def ok(self) -> Ok[R]:
        """The results of the items that did not fail, in order."""
        return Ok(self)

    @property
    def failed(self) -> list[FailedItem]:
        """The items that failed, in order, and why."""
        self._settle()
        snapshot = self._snapshot()
        if STEP not in snapshot.steps():
            return []
        from fanfold.client.failed import failed_tasks

        return [self._failed(found) for found in failed_tasks(self.run._run, snapshot, _STEP, caught=True)]

    def table(self, columns: Sequence[str] | None = None) -> Table:
        """The items as columns, with the results: see `Step.table`."""
        self._settle()
        return self.run[STEP].table(columns)

    def wait(self) -> Results[R]:
        """Wait for the end of the run; gives itself.

        Raises:
            TaskFailedError: an item failed, unless failures are caught. `error.results` has the others.
        """
        if self._going is not None:
            self._going.wait()
        return self

    def _settle(self) -> None:
        """Wait for the end, however it is."""
        if self._going is not None:
            self._going.join()

    def as_completed(self) -> Iterator[tuple[str, R]]:
        """(key, result) of each item as it is done, in no order, while the run goes on; those that fail are
        left out, and told at the end as `wait` does.
        """
        seen = IntervalSet()
        while True:
            goes_on = self._going is not None and self._going.goes_on
            began = time.monotonic()
            yield from self._new(seen)
            if not goes_on:
                break
            assert self._going is not None
            # However many there are already, half of the time is theirs who compute.
            self._going.rest(max(LOOK_SECONDS, time.monotonic() - began))
        self.wait()

    def _new(self, seen: IntervalSet) -> Iterator[tuple[str, R]]:
        run, snapshot = self.run._run, self._snapshot()
        for row in snapshot.rows(_STEP) if STEP in snapshot.done_counts() else []:
            if row.failure is not None:
                continue
            known = seen.within(row.first, row.stop)
            if sum(stop - first for first, stop in known) == row.width:
                continue
            for found in run.reading.row(_STEP, row):
                if found.record.index in seen:
                    continue
                seen.add(found.record.index, found.record.index + 1)
                if found.record.status == Status.OK:
                    yield run.key(found, snapshot), self._value(found)

    def __repr__(self) -> str:
        return f"<Results of {self._width:,} items, run {self.run.pathspec}>"


class Ok(Generic[R]):
    """The results of the items that did not fail: iterate, `len`, `items()` for (key, result)."""

    def __init__(self, results: Results[R]) -> None:
        self._results = results

    def __len__(self) -> int:
        self._results._settle()
        if STEP not in self._results._snapshot().done_counts():
            return 0
        counts = self._results.run[STEP].counts
        return counts.done - counts.caught

    def __iter__(self) -> Iterator[R]:
        return (value for _, value in self.items())

    def items(self) -> Iterator[tuple[str, R]]:
        """(key, result) of each, in order."""
        results = self._results
        results._settle()
        run, snapshot = results.run._run, results._snapshot()
        for row in snapshot.rows(_STEP) if STEP in snapshot.done_counts() else []:
            if row.failure is None:
                for found in run.reading.row(_STEP, row):
                    if found.record.status == Status.OK:
                        yield run.key(found, snapshot), results._value(found)

    def __repr__(self) -> str:
        return f"<{len(self):,} results of run {self._results.run.pathspec}>"


def _indented(text: str) -> str:
    return text.rstrip().replace("\n", "\n    ")
