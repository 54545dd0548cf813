"""What a run has recorded, as seen at one moment.

The ledger says where records lie. A driver that is running, or was killed, may not have come to index the
last whole records in the packs: a task is done when its record is whole, so these are read from the packs'
ends and count like all others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TypeVar

from fanfold.client.row import Row, merged, of_block, of_failure, of_fan, of_record
from fanfold.client.shape import Shape, shape_of
from fanfold.model.names import ROOT_FAN, FanId, StepName
from fanfold.model.place import Task
from fanfold.store.folder import RunFolder
from fanfold.store.ledger_entries import FanRow
from fanfold.store.ledger_reader import LedgerReader
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.packs import HEADER, RECORD
from fanfold.store.records import Record, decode
from fanfold.store.rows import Found

T = TypeVar("T")


class Snapshot:
    """A run as it is recorded. `has_ended` says that nothing changes any more, so that all may be kept;
    `is_whole`, that its driver came to index everything. `tolerated` keeps what `client.tolerated` found.
    """

    def __init__(self, folder: RunFolder, packs: Packs, *, has_ended: bool, is_whole: bool) -> None:
        self.folder = folder
        self.has_ended = has_ended
        self._packs = packs
        self._reader: LedgerReader | None = None
        self._rows: dict[StepName, list[Row]] = {}
        self._fans: dict[FanId, FanRow] = {}
        self.tolerated: dict[StepName, frozenset[Task]] = {}
        # Before anything else is read: what is indexed meanwhile is then seen twice, and not missed.
        self._late: dict[StepName, list[Row]] = {}
        if not is_whole:
            self._late = self._read(self._behind, self._late)
        self.shape: Shape = shape_of(self._read(lambda reader: reader.meta("graph"), None))

    def _read(self, query: Callable[[LedgerReader], T], nothing: T) -> T:
        """Ask the ledger. A run that was killed at its start has none."""
        if self._reader is not None:
            return query(self._reader)
        if not self.folder.ledger.exists():
            return nothing
        if self.has_ended:
            self._reader = LedgerReader.open(self.folder.ledger)
            return query(self._reader)
        # Not kept open: at its end the driver makes the ledger one plain file, and a reader would be in its
        # way.
        with LedgerReader.open(self.folder.ledger) as reader:
            return query(reader)

    def _behind(self, reader: LedgerReader) -> dict[StepName, list[Row]]:
        """The rows of whole records behind the last indexed byte of each pack, by step."""
        ends = reader.pack_ends()
        linked = json.loads(reader.meta("linked") or "{}")
        rows: dict[StepName, list[Row]] = {}
        for path in sorted(self.folder.packs.glob("*-*.pack")):
            start = max(ends.get(path.stem, len(HEADER)), linked.get(path.stem, 0))
            for record, location in self._records(path.stem, start):
                rows.setdefault(StepName(record.step), []).append(of_record(record, location))
        return rows

    def came_along(self, found: Found) -> bool:
        """Whether a record is one of the run that this one resumed, and its task was not run again."""
        return found.offset < self._linked.get(found.pack, 0)

    @cached_property
    def _linked(self) -> Mapping[str, int]:
        """How much of each pack was there when the run began; none of it where it resumed none."""
        sizes: Mapping[str, int] = json.loads(self._read(lambda reader: reader.meta("linked"), None) or "{}")
        return sizes

    def _records(self, stem: str, start: int) -> list[tuple[Record, Location]]:
        pack = self._packs[stem]
        found = []
        for frame in pack.frames(start, pack.size()):
            if frame.payload is None:  # torn: it is being written, or its writer was killed
                break
            if frame.kind == RECORD:
                found.append((decode(frame.payload), Location(stem, frame.offset, frame.length)))
        return found

    def constants(self) -> Location | None:
        """Where the record of the run's parameters and class constants lies."""
        text = self._read(lambda reader: reader.meta("parameters"), None)
        if text is None:
            return None
        pack, offset, length = text.split()
        return Location(pack, int(offset), int(length))

    def reuse_notes(self) -> str | None:
        """What the keys of steps with `@cache` were made of, as JSON; None where no step had any."""
        return self._read(lambda reader: reader.meta("cache"), None)

    def steps(self) -> list[StepName]:
        """The steps that have tasks, in the order in which these came to be."""
        done = self.done_counts()
        return [step for step in self.shape.ordered() if step in done or self._is_late_or_failed(step)]

    def is_reached(self, step: StepName) -> bool:
        """Whether the step has tasks, or may have one that is running right now."""
        shape = self.shape.steps.get(step)
        if shape is None:
            return False
        reached = self.steps()
        if step in reached or self.has_ended:
            return step in reached
        return not shape.in_steps or any(name in reached for name in shape.in_steps)

    def done_counts(self) -> dict[StepName, tuple[int, int]]:
        """How many tasks of each step are indexed as done, and how many of these were caught."""
        nothing: dict[StepName, tuple[int, int]] = {}
        return self._read(lambda reader: reader.done_counts(), nothing)

    def _is_late_or_failed(self, step: StepName) -> bool:
        return (
            step in self._late
            or self._read(lambda reader: next(reader.failures(step), None), None) is not None
        )

    def rows(self, step: StepName) -> list[Row]:
        """All tasks of a step that are recorded, each once, in the order of their places."""
        rows = self._rows.get(step)
        if rows is None:
            rows = self._sorted(step, self._read(lambda reader: self._all(reader, step), []))
            if self.has_ended:
                self._rows[step] = rows
        return rows

    def _all(self, reader: LedgerReader, step: StepName) -> list[Row]:
        done = list(map(of_block, reader.blocks(step)))
        if self.shape.steps[step].is_fan:
            done += map(of_fan, reader.fans(step))
        failed = list(map(of_failure, reader.failures(step)))
        late = self._late.get(step, [])
        return merged(done, failed, late) if failed or late else done

    def _sorted(self, step: StepName, rows: list[Row]) -> list[Row]:
        if len(self.shape.fans_around(step)) > 1:
            self._learn_fans(step)
        paths = {fan: self.path(fan) for fan in {row.fan for row in rows}}
        return sorted(rows, key=lambda row: (paths[row.fan], row.turn, row.first))

    def _learn_fans(self, step: StepName) -> None:
        """Read all fans around a step at once: one by one they would cost a query each."""

        def read(reader: LedgerReader) -> list[FanRow]:
            return [fan for split in self.shape.fans_around(step) for fan in reader.fans(split)]

        nothing: list[FanRow] = []
        self._fans |= {fan.fan: fan for fan in self._read(read, nothing)}

    def row(self, task: Task) -> Row | None:
        """The row that holds this task, if it is recorded."""
        return self._read(lambda reader: self._row(reader, task), None)

    def _row(self, reader: LedgerReader, task: Task) -> Row | None:
        block = reader.block_of(task)
        if block is not None:
            return of_block(block)
        fan = reader.fan_of(task) if self.shape.steps[task.step].is_fan else None
        if fan is not None:
            return of_fan(fan)
        late = [row for row in self._late.get(task.step, []) if _is_of(row, task)]
        rows = [*map(of_failure, reader.failures_of(task)), *late]
        return next((row for row in reversed(rows) if row.failure is None), rows[-1] if rows else None)

    def failed_attempts(self, task: Task) -> list[Row]:
        """The failed attempts of a task, in order, whatever became of it later."""
        nothing: list[Row] = []
        return self._read(lambda reader: list(map(of_failure, reader.failures_of(task))), nothing)

    def fan(self, fan: FanId) -> FanRow:
        """A fan by its number; never the root fan."""
        found = self._fans.get(fan)
        if found is None:
            found = self._read(lambda reader: reader.fan(fan), None)
            assert found is not None, f"fan {fan} has a row"
            self._fans[fan] = found
        return found

    def fan_of(self, task: Task) -> FanRow | None:
        """The fan that this task opened."""
        return self._read(lambda reader: reader.fan_of(task), None)

    def width_of(self, split: StepName) -> int:
        """How many items the fans have that tasks of this split opened."""
        return self._read(lambda reader: sum(fan.width for fan in reader.fans(split)), 0)

    def path(self, fan: FanId) -> tuple[int, ...]:
        """The foreach indexes around a fan, outermost first."""
        return () if fan == ROOT_FAN else self.indexes(self.fan(fan).parent)

    def indexes(self, task: Task) -> tuple[int, ...]:
        """The foreach indexes of a task, outermost first."""
        return () if task.fan == ROOT_FAN else (*self.path(task.fan), task.index)


def _is_of(row: Row, task: Task) -> bool:
    return row[:3] == (task.fan, task.turn, task.index)
