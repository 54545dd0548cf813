"""Verifying a run: all that its folder holds is read, and what is damaged is named, down to the artifact.

    the ledger      SQLite's own check, and the checksum of every transaction
    packs           every frame's crc; every value and buffer by the digest in the record that refers to it
    tasks           each that the ledger says is done has a whole record
    logs, code      the bytes that records refer to are there; the copies of the code are what they were

Nothing of the user's is unpickled. What a killed process left half-written at the end of a pack is no damage:
nobody refers to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pickle import loads
from typing import cast

from fanfold.model.errors import FanfoldError, StorageError
from fanfold.model.named import NamedTuple
from fanfold.model.place import Span, Task
from fanfold.run.events import ItemsDone, SplitDone
from fanfold.store.code import damaged_copies
from fanfold.store.codec import Stored, is_stored
from fanfold.store.constants import STEP as CONSTANTS
from fanfold.store.folder import RunFolder
from fanfold.store.items import Index
from fanfold.store.ledger_check import check
from fanfold.store.ledger_entries import LedgerEntry
from fanfold.store.ledger_reader import LedgerReader
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.packs import HEADER, RECORD
from fanfold.store.records import Record, decode
from fanfold.store.reused import is_kept, origin_of


class Damage(NamedTuple):
    """One thing that is not as it was written: what it is to the user, and the sentence of what was found."""

    what: str
    found: str


class Verified(NamedTuple):
    """What was read, and what of it is damaged."""

    tasks: int
    values: int
    bytes: int
    damages: tuple[Damage, ...]


def verify(folder: RunFolder) -> Verified:
    """Read everything that a run recorded. The run must not be going on."""
    verification = _Verification(folder)
    verification.go()
    verification.packs.close()
    return Verified(verification.tasks, verification.values, verification.bytes, tuple(verification.damages))


class _Verification:
    """One pass over a folder."""

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        self.packs = Packs(folder.packs)
        self.damages: list[Damage] = []
        self.tasks = self.values = self.bytes = 0
        self._seen: set[tuple[str, int]] = set()
        self._whole_to: dict[str, int] = {}

    def go(self) -> None:
        entries = self._ledger()
        for path in sorted(self.folder.packs.glob("*.pack")):
            self._pack(path.stem)
        for entry in entries:
            self._is_there(entry)
        for name in damaged_copies(self.folder):
            self._damaged(f"the copy of {name}", f"{self.folder.code / name} is not as it was written.")

    def _damaged(self, what: str, found: FanfoldError | str) -> None:
        self.damages.append(Damage(what, found if isinstance(found, str) else found.message))

    def _ledger(self) -> list[LedgerEntry]:
        try:
            with LedgerReader.open(self.folder.ledger) as reader:
                check(reader)
                return [entry for entry in reader.facts() if entry.location is not None]
        except StorageError as error:
            self._damaged("the ledger", error)
            return []

    def _pack(self, stem: str) -> None:
        """Every frame up to the first that is not whole. What lies behind that is found by the ledger."""
        try:
            pack = self.packs[stem]
        except StorageError as error:
            self._damaged(f"the pack {stem}", error)
            return
        self._whole_to[stem] = size = pack.size()
        if is_kept(stem):  # its records are another run's; what this one refers to is read from here
            return
        if origin_of(stem) is not None:  # of its records those are this run's that the ledger names
            self._whole_to[stem] = 0
            return
        self.bytes += size
        for frame in pack.frames(len(HEADER), size):
            if frame.payload is None:
                self._whole_to[stem] = frame.offset
                return
            if frame.kind == RECORD:
                self._record(decode(frame.payload), stem)

    def _record(self, record: Record, stem: str) -> None:
        self.tasks += record.step != CONSTANTS
        name = _name_of(record)
        for artifact, entry in record.entries.items():
            if is_stored(entry):
                self._value(cast("Stored", entry), f"artifact {artifact} of {name}")
        for kind, _, page in record.cards or ():
            self._value(page, f"the {kind} card of {name}")
        if record.split is not None and record.split[1] is not None:
            self._items(Location(*record.split[1]), name)
        if record.output is not None:
            self._log(record.output, stem, name)

    def _value(self, entry: Stored, what: str) -> None:
        place = entry[:2]
        if place in self._seen:  # many records may refer to one value
            return
        self._seen.add(place)
        self.values += 1
        try:
            self.packs.parts(entry)
        except StorageError as error:
            self._damaged(what, error)

    def _items(self, location: Location, name: str) -> None:
        what = f"the items of the foreach of {name}"
        try:
            pack = self.packs[location.pack]
            index = Index(*loads(pack.payload(location.offset)))
        except StorageError as error:
            self._damaged(what, error)
            return
        stops = (*index.firsts[1:], index.width)
        for number, (first, stop) in enumerate(zip(index.firsts, stops, strict=True)):
            try:
                _, _, buffers, _ = index.block(pack, number)
                self.packs.map(pack, buffers)
            except StorageError as error:
                self._damaged(f"items {first} to {stop - 1} of the foreach of {name}", error)

    def _log(self, output: tuple[int, int, int, int], stem: str, name: str) -> None:
        for stream, stop in (("out", output[1]), ("err", output[3])):
            path = self.folder.log(stem, stream)
            size = path.stat().st_size if path.exists() else 0
            if size < stop:
                self._damaged(f"the output of {name}", f"{path} ends at byte {size}, before byte {stop}.")

    def _is_there(self, entry: LedgerEntry) -> None:
        """Whether the records of a fact are whole: they are, where all of their pack is."""
        location = entry.location
        assert location is not None
        if location.stop <= self._whole_to.get(location.pack, 0):
            return
        there = {record.task for record in self._records(location)}
        for task in _tasks(entry):
            if task not in there:
                path = self.folder.pack(location.pack)
                self._damaged(f"the record of {_plain_name(task)}", f"It is not whole in {path}.")

    def _records(self, location: Location) -> Iterator[Record]:
        """The whole records there. Those behind the first damage of their pack are seen here first."""
        try:
            pack = self.packs[location.pack]
            for frame in pack.frames(location.offset, min(location.stop, pack.size())):
                if frame.kind == RECORD and frame.payload is not None:
                    record = decode(frame.payload)
                    self._late(record, location.pack, frame.offset)
                    yield record
        except StorageError:
            return

    def _late(self, record: Record, stem: str, offset: int) -> None:
        if offset >= self._whole_to.get(stem, 0) and (stem, offset) not in self._seen:
            self._seen.add((stem, offset))
            self._record(record, stem)


def _tasks(entry: LedgerEntry) -> Iterator[Task]:
    match entry.event:
        case ItemsDone(span=Span() as span):
            yield from (span.task(index) for index in range(span.first, span.stop))
        case SplitDone(task=task):
            yield task


def _name_of(record: Record) -> str:
    return f"{record.step}/{record.key}" if record.key is not None else _plain_name(record.task)


def _plain_name(task: Task) -> str:
    return f"{task.step}, item {task.index} of fan {task.fan}" if task.fan else task.step
