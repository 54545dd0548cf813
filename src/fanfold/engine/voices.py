"""What tasks say: their output, and the failures that `@catch` took over, read back from records as they
are indexed.

The driver does not look at records one by one, save where there is something in them to tell: where a log
has grown, and where the counters say that items were caught.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from fanfold.engine.crew import Member
from fanfold.engine.facts import Fact
from fanfold.engine.naming import Naming
from fanfold.engine.observer import Said, TaskName
from fanfold.run.events import ItemsDone, SplitDone, TaskFailed
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.masking import NO_VEIL, Veil
from fanfold.store.packs import RECORD
from fanfold.store.records import Record, decode

_STREAMS = (("stdout", "out"), ("stderr", "err"))
UP = b"\x1b[A"
WINDOW_BYTES = 1 << 16


class Voices:
    """Reads what is said. Keeps how much of each log has been told already."""

    def __init__(self, logs: Path, packs: Packs, naming: Naming, *, veil: Veil = NO_VEIL) -> None:
        self._logs = logs
        self._veil = veil
        self._packs = packs
        self._naming = naming
        self._told: dict[tuple[str, str], int] = {}
        self._searched: dict[tuple[str, str], int] = {}
        self._descriptors: dict[tuple[str, str], int] = {}
        self._windows: dict[tuple[str, str], Window] = {}
        self._read: dict[str, int] = {}

    def of_facts(self, facts: list[Fact]) -> Iterator[Said]:
        """What the tasks of these facts wrote, if their logs have grown."""
        locations = _locations(facts)
        grown = {pack: self._has_grown(pack) for pack in {location.pack for location in locations}}
        for location in locations:
            if not grown[location.pack]:
                continue
            self._windows.clear()
            for record in self.records(location):
                if record.output is not None:
                    yield from self._of_record(record, location.pack)

    def records(self, location: Location) -> Iterator[Record]:
        """The records in a location, each once however many facts name it."""
        start = max(location.offset, self._read.get(location.pack, 0))
        if start < location.stop:
            self._read[location.pack] = location.stop
            yield from self.records_again(location._replace(offset=start, length=location.stop - start))

    def records_again(self, location: Location) -> Iterator[Record]:
        """The records in a location."""
        for kind, _, _, payload in self._packs[location.pack].walk(location.offset, location.stop):
            if kind == RECORD and payload is not None:
                yield decode(payload)

    def of_running(self, members: list[Member]) -> Iterator[Said]:
        """What the tasks wrote that these have in hand, as far as the driver drained it."""
        for member in members:
            if not self._has_grown(member.hand.pack):
                continue
            held = member.in_hand()
            if held is not None and member.hand.is_settled_before(held[0]):
                yield from self._of_member(member, self._naming.of_task(held[0].task(held[1], held[0].link)))
            elif member.early is not None:
                yield from self._of_member(member, self._naming.of_task(member.early))

    def of_dead(self, stem: str, name: TaskName) -> Iterator[Said]:
        """All that is left to tell of a worker's logs, after it died under this task."""
        for stream, suffix in _STREAMS:
            yield from self._slice(name, stream, suffix, stem, 0, self._size(stem, suffix))

    def _of_member(self, member: Member, name: TaskName) -> Iterator[Said]:
        stem = member.hand.pack
        for stream, suffix in _STREAMS:
            stop = self._whole_lines(stem, suffix)
            yield from self._slice(name, stream, suffix, stem, 0, stop)

    def _whole_lines(self, stem: str, suffix: str) -> int:
        """How far the log may be told while its task is running: to the end of the last line."""
        told, size = self._told.get((stem, suffix), 0), self._size(stem, suffix)
        first = max(told, self._searched.get((stem, suffix), 0))
        if size <= first:
            return told
        self._searched[stem, suffix] = size  # a line may grow for hours: what was searched is not read again
        first = max(told, first - len(UP))
        end = _end_of_lines(os.pread(self._descriptor(stem, suffix), size - first, first))
        return first + end if end else told

    def _of_record(self, record: Record, stem: str) -> Iterator[Said]:
        """What this record's task wrote, as far as it was not told while it ran."""
        assert record.output is not None
        name = self._naming.of_record(record)
        first_out, stop_out, first_err, stop_err = record.output
        if first_out < stop_out:
            yield from self._slice(name, "stdout", "out", stem, first_out, stop_out)
        if first_err < stop_err:
            yield from self._slice(name, "stderr", "err", stem, first_err, stop_err)

    def _slice(
        self, name: TaskName, stream: str, suffix: str, stem: str, first: int, stop: int
    ) -> Iterator[Said]:
        log = (stem, suffix)
        first = max(first, self._told.get(log, 0))
        if first < stop:
            self._told[log] = stop
            window = self._windows.get(log)
            if window is None:
                window = self._windows[log] = Window(self._descriptor(stem, suffix))
            said = window.read(first, stop)
            yield name, stream, self._veil.over_bytes(said)  # the log has them, in the run's own folder

    def _has_grown(self, stem: str) -> bool:
        return any(self._size(stem, suffix) > self._told.get((stem, suffix), 0) for _, suffix in _STREAMS)

    def _size(self, stem: str, suffix: str) -> int:
        return os.fstat(self._descriptor(stem, suffix)).st_size

    def _descriptor(self, stem: str, suffix: str) -> int:
        descriptor = self._descriptors.get((stem, suffix))
        if descriptor is None:
            descriptor = self._descriptors[stem, suffix] = os.open(
                self._logs / f"{stem}.{suffix}", os.O_RDONLY | os.O_CLOEXEC
            )
        return descriptor

    def close(self) -> None:
        """Give the descriptors back."""
        while self._descriptors:
            os.close(self._descriptors.popitem()[1])


class Window:
    """Reads what many tasks wrote to one log in pieces, rather than with a system call for each. Holds one
    piece at a time.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._first = 0
        self._data = b""

    def read(self, first: int, stop: int) -> bytes:
        """These bytes, or as many of them as are there."""
        if stop - first > WINDOW_BYTES:
            return os.pread(self._descriptor, stop - first, first)
        at = first - self._first
        if at < 0 or stop > self._first + len(self._data):
            self._first, at = first, 0
            self._data = os.pread(self._descriptor, WINDOW_BYTES, first)
        return self._data[at : at + stop - first]


def _end_of_lines(data: bytes) -> int:
    """Where the last line ends; 0 if none does. Where the cursor went up before a line end, a line is drawn
    over and not ended: that is how bars within bars are drawn.
    """
    end = data.rfind(b"\n")
    while end >= 0 and data.endswith(UP, 0, end):
        end = data.rfind(b"\n", 0, end)
    return end + 1


def _locations(facts: list[Fact]) -> list[Location]:
    """The distinct locations of facts that have records, in order."""
    found = [
        fact.location
        for fact in facts
        if isinstance(fact.event, ItemsDone | SplitDone | TaskFailed) and fact.location is not None
    ]
    return list(dict.fromkeys(found))
