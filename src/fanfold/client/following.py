"""What tasks print, as it is printed: for who looks at a run from another shell.

A record says which bytes of its worker's logs are its task's. What lies behind the last record was printed by
the task that the worker has in hand, which the driver tells twice a second; until it does, the bytes wait.
"""

from __future__ import annotations

from collections.abc import Iterator

from fanfold.client.opened import OpenRun
from fanfold.client.printed import STREAMS
from fanfold.client.snapshot import Snapshot
from fanfold.model.named import NamedTuple
from fanfold.model.names import FanId, StepName, task_id
from fanfold.model.place import Task
from fanfold.store import in_hand, logs
from fanfold.store.logs import LogSlice, Stream
from fanfold.store.packs import HEADER, RECORD
from fanfold.store.records import Record, decode


class Printed(NamedTuple):
    """Lines that a task printed. `name` is that of its item, those around it first; empty outside a foreach.

    `step` is None where nobody knows whose they are: what a worker printed behind its last task, say.
    """

    worker: str
    step: StepName | None
    id: str
    key: str
    name: str
    stream: str
    data: bytes


class Following:
    """Gives what was printed since it was last asked, from the run's beginning."""

    def __init__(self, run: OpenRun) -> None:
        self._run = run
        self._read: dict[str, int] = {}
        self._recorded: dict[str, int] = {}
        self._told: dict[tuple[str, Stream], int] = {}
        self._snapshot: Snapshot | None = None
        self._names: dict[FanId, tuple[tuple[int, ...], str]] = {}

    def more(self, *, last: bool = False) -> Iterator[Printed]:
        """What tasks printed that are done, and then whole lines of those that run. The `last` time, also
        what is nobody's.
        """
        # In this order: what was in hand when this was told, and has no record after that, printed the rest.
        hands = in_hand.read(self._run.folder)
        stems = sorted(path.stem for path in self._run.folder.packs.glob("*-*.pack"))
        for stem in stems:
            sizes = {stream: logs.size(self._run.folder, stem, short) for stream, short in STREAMS.items()}
            for record in self._records(stem):
                yield from self._of_record(stem, record)
            hand = hands.get(stem)
            if hand is not None and self._recorded.get(stem, len(HEADER)) <= hand.recorded:
                firsts = {"stdout": hand.out_first, "stderr": hand.err_first}
                for stream, size in sizes.items():
                    yield from self._lines(stem, hand.task, None, stream, firsts[stream], size, whole=last)
            elif last:
                for stream, size in sizes.items():
                    yield from self._lines(stem, None, None, stream, 0, size, whole=True)

    def _records(self, stem: str) -> Iterator[Record]:
        """The records that came to a pack."""
        pack = self._run.values[stem]
        for frame in pack.frames(self._read.get(stem, len(HEADER)), pack.size()):
            if frame.payload is None:  # it is being written
                return
            self._read[stem] = frame.offset + frame.length
            if frame.kind == RECORD:
                self._recorded[stem] = self._read[stem]
                yield decode(frame.payload)

    def _of_record(self, stem: str, record: Record) -> Iterator[Printed]:
        first_out, stop_out, first_err, stop_err = record.output or (0, 0, 0, 0)
        for stream, first, stop in (("stdout", first_out, stop_out), ("stderr", first_err, stop_err)):
            yield from self._lines(stem, record.task, record.key, stream, first, stop, whole=True)

    def _lines(
        self,
        stem: str,
        task: Task | None,
        key: str | None,
        stream: str,
        first: int,
        stop: int,
        *,
        whole: bool,
    ) -> Iterator[Printed]:
        """What was not told of these bytes; up to the end of a line, unless they are told as a `whole`."""
        short = STREAMS[stream]
        first = max(first, self._told.get((stem, short), 0))
        data = logs.read(self._run.folder, LogSlice(stem, short, first, stop)) if first < stop else b""
        told = data if whole else data[: data.rfind(b"\n") + 1]
        if told:
            self._told[stem, short] = first + len(told)
            if task is None:
                yield Printed(stem, None, "", "", "", stream, told)
            else:
                yield Printed(stem, task.step, *self._called(task, key), stream, told)

    def _called(self, task: Task, key: str | None) -> tuple[str, str, str]:
        """Its id, its item's name, and the same with those around it."""
        if not task.fan:
            return task_id((), turn=task.turn), "", ""
        if task.fan not in self._names:
            self._snapshot = self._run.look()
            self._names[task.fan] = (
                self._snapshot.path(task.fan),
                self._run.around(task.fan, self._snapshot),
            )
        path, around = self._names[task.fan]
        if key is None:
            assert self._snapshot is not None, "made where the fan was looked up"
            key = self._run.key_at(task.fan, task.index, self._snapshot)
        return task_id((*path, task.index), turn=task.turn), key, f"{around}/{key}" if around else key
