"""What tasks print, as it is printed: for who looks at a run from another shell.

A record says which bytes of its worker's logs are its task's. What lies behind the last record was printed by
a task that still runs; which one that is only its driver knows, so it is told as its worker's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from fanfold.client.opened import OpenRun
from fanfold.client.printed import STREAMS
from fanfold.model.names import StepName
from fanfold.store import logs
from fanfold.store.logs import LogSlice, Stream
from fanfold.store.packs import HEADER, RECORD
from fanfold.store.records import Record, decode


class Printed(NamedTuple):
    """Lines that were printed, by a task that is done; `step` and `key` are None where it still runs."""

    worker: str
    step: StepName | None
    key: str | None
    stream: str
    data: bytes


class Following:
    """Gives what was printed since it was last asked, from the run's beginning."""

    def __init__(self, run: OpenRun) -> None:
        self._run = run
        self._read: dict[str, int] = {}
        self._told: dict[tuple[str, Stream], int] = {}

    def more(self) -> Iterator[Printed]:
        """What tasks printed that are done, and then whole lines of those that run."""
        stems = sorted(path.stem for path in self._run.folder.packs.glob("*-*.pack"))
        for stem in stems:
            # Before its records: what is printed later than this look is told by the next one.
            sizes = {stream: self._size(stem, short) for stream, short in STREAMS.items()}
            for record in self._records(stem):
                yield from self._of_record(stem, record)
            for stream, short in STREAMS.items():
                yield from self._of_running(stem, stream, short, sizes[stream])

    def _records(self, stem: str) -> Iterator[Record]:
        """The records that came to a pack."""
        pack = self._run.values[stem]
        for frame in pack.frames(self._read.get(stem, len(HEADER)), pack.size()):
            if frame.payload is None:  # it is being written
                return
            self._read[stem] = frame.offset + frame.length
            if frame.kind == RECORD:
                yield decode(frame.payload)

    def _of_record(self, stem: str, record: Record) -> Iterator[Printed]:
        step = StepName(record.step)
        key = record.key if record.key is not None else str(record.index) if record.fan else ""
        first_out, stop_out, first_err, stop_err = record.output or (0, 0, 0, 0)
        for stream, first, stop in (("stdout", first_out, stop_out), ("stderr", first_err, stop_err)):
            data = self._slice(stem, STREAMS[stream], first, stop)
            if data:
                yield Printed(stem, step, key, stream, data)

    def _of_running(self, stem: str, stream: str, short: Stream, size: int) -> Iterator[Printed]:
        first = self._told.get((stem, short), 0)
        data = logs.read(self._run.folder, LogSlice(stem, short, first, size)) if size > first else b""
        whole = data[: data.rfind(b"\n") + 1]
        if whole:
            self._told[stem, short] = first + len(whole)
            yield Printed(stem, None, None, stream, whole)

    def _slice(self, stem: str, short: Stream, first: int, stop: int) -> bytes:
        first = max(first, self._told.get((stem, short), 0))
        if first >= stop:
            return b""
        self._told[stem, short] = stop
        return logs.read(self._run.folder, LogSlice(stem, short, first, stop))

    def _size(self, stem: str, short: Stream) -> int:
        try:
            return os.stat(self._run.folder.log(stem, short)).st_size
        except FileNotFoundError:
            return 0
