"""`run --inline`: everything in this process, one item after the other, so that `breakpoint()`, a profiler
and a debugger work.

The same worker code runs the same chunks, and the same driver counts them; a chunk is run when its worker
is asked for messages. Output goes where this process's output goes and is not kept.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fanfold.flow.current import current
from fanfold.model.names import StepName
from fanfold.store import packs
from fanfold.store.folder import RunFolder
from fanfold.workers.brief import FlowCode, RunBrief, RunFacts, brief_of
from fanfold.workers.cells import SEATS_MAX, Board, Cells
from fanfold.workers.fresh import Fresh
from fanfold.workers.kit import Kit
from fanfold.workers.messages import Broken, Chunk, FromWorker, Hello, Retire
from fanfold.workers.worker import Worker


class NoLogs:
    """Output is not taken."""

    def end(self) -> None:
        """Nothing was kept."""
        return

    def so_far(self) -> None:
        """Nor before the end."""
        return


@dataclass(slots=True, eq=False)
class InlinePlace:
    """Where an inline worker writes."""

    stem: str
    pack: int


class InlineChannel:
    """To the driver it looks like a channel: what is sent is done when messages are asked for."""

    def __init__(self) -> None:
        self.descriptor, self._other = os.pipe()
        self.ended = False
        self.pending = False
        self.asked: list[Chunk | Retire] = []
        self.told: list[FromWorker] = []
        self.worker: Worker | None = None

    def send(self, message: Chunk | Retire) -> None:
        """From the driver: something to do."""
        self.asked.append(message)
        os.write(self._other, b"!")

    def flush(self) -> None:
        """Nothing waits."""

    def receive(self) -> list[FromWorker]:
        """Do the next chunk, if there is one, and tell what came of it."""
        while self.asked and not self.told:
            self._do(self.asked.pop(0))
            os.read(self.descriptor, 1)
        told, self.told = self.told, []
        return told

    def _do(self, message: Chunk | Retire) -> None:
        assert self.worker is not None
        if isinstance(message, Retire):
            self.ended = True
            return
        try:
            self.worker.run(message)
        except packs.PackWriteError as error:
            self.told.append(Broken(error.errno, error.message))
        sys.stdout.flush()  # before the driver says anything of its own

    @property
    def descriptors(self) -> tuple[int, int]:
        """Both ends."""
        return self.descriptor, self._other

    def close(self) -> None:
        """Give the descriptors back."""
        for descriptor in self.descriptors:
            os.close(descriptor)


class Teller:
    """The worker's end of an inline channel."""

    def __init__(self, channel: InlineChannel) -> None:
        self._channel = channel

    def send(self, message: FromWorker) -> None:
        """To the driver."""
        self._channel.told.append(message)


class WithVariables:
    """What a step's tasks find fresh, and the variables of its environment, which go as all goes that a task
    has set.
    """

    def __init__(self, fresh: Fresh, variables: dict[str, str]) -> None:
        self._fresh = fresh
        self._variables = variables

    def begin(self, step: str, place: tuple[int, ...], index: int, turn: int, attempt: int) -> None:
        """A task begins."""
        self._fresh.begin(step, place, index, turn, attempt)
        if self._variables:
            os.environ.update(self._variables)

    def end(self, *, failed: bool = False) -> list[str]:
        """It is over."""
        return self._fresh.end(failed=failed)

    def tell_imports(self, tell: Callable[[str], None]) -> None:
        """As without variables."""
        self._fresh.tell_imports(tell)


@dataclass(slots=True, eq=False)
class InlineProcess:
    """A worker that is no process."""

    place: InlinePlace
    step: StepName
    cells: Cells
    channel: Any
    seat: int
    pid: int = 0
    status: int | None = None
    killed_by_us: str = ""
    says: list[object] = field(default_factory=list)

    def drain(self) -> int:
        """Its output was not taken."""
        return 0

    def printed(self) -> tuple[int, int]:
        """It has no logs."""
        return 0, 0

    def kill(self, why: str) -> None:
        """It cannot be killed while it runs; nothing of it runs when anyone could ask."""
        self.killed_by_us = why


class InlinePool:
    """Workers that are no processes. One run has one of them at a time."""

    is_beside = False

    def __init__(self, code: FlowCode) -> None:
        self._code = code
        self._board = Board()
        self._opened = [self._board.descriptor]
        self._brief: RunBrief | None = None
        self._processes: list[InlineProcess] = []
        self._writers: dict[int, packs.PackWriter] = {}
        self._first_stem = 0
        self._fresh: Fresh | None = None
        self._free: list[int] = list(range(SEATS_MAX))
        self._has_begun = False
        self._around = (current._info, current._scratch)
        self.folder: RunFolder | None = None
        self.notes: list[str] = []

    def meet(self, facts: RunFacts, folder: RunFolder) -> None:
        """Take in what the run is."""
        self.folder = folder
        self._brief = brief_of(self._code, facts)
        self._fresh = Fresh(facts.seed, facts.seeded_at_import, home=str(folder.path))
        self._first_stem = _next_seat(folder)

    def _writer(self, seat: int) -> packs.PackWriter:
        """The pack of a seat: who takes it next goes on writing there."""
        writer = self._writers.get(seat)
        if writer is None:
            assert self.folder is not None
            stem = f"{self._first_stem + len(self._writers)}-1"
            descriptor = packs.create(self.folder.packs, stem)
            self._opened.append(descriptor)
            writer = self._writers[seat] = packs.PackWriter(descriptor, stem)
            for suffix in ("out", "err"):
                (self.folder.logs / f"{stem}.{suffix}").touch()
        return writer

    def spawn(self, step: StepName, *, copies: bool, ahead: int = 0) -> InlineProcess:
        """A worker for this step."""
        assert self._brief is not None and self._fresh is not None
        fresh = WithVariables(self._fresh, dict(self._code.graph[step].policy.environment))
        seat = self._free.pop()
        writer = self._writer(seat)
        cells = Cells(self._board, seat)
        cells.clear()
        channel = InlineChannel()
        self._fresh.expect((*channel.descriptors, writer.descriptor))
        if not self._has_begun:  # the loop has opened its own by now, and no task has run yet
            self._fresh.expect_all()
            self._has_begun = True
        kit = Kit(self._brief, copies=True)
        channel.worker = Worker(kit, writer, cells, Teller(channel), NoLogs(), fresh)
        channel.told.append(Hello(os.getpid()))
        process = InlineProcess(InlinePlace(writer.name, writer.descriptor), step, cells, channel, seat)
        self._processes.append(process)
        return process

    def greet(self, process: InlineProcess, pid: int) -> None:
        """It said hello."""
        process.pid = pid

    def has_room(self) -> bool:
        """Nothing is gained by it here."""
        return False

    def is_coming(self, step: StepName) -> bool:
        """There is one process, and it is here."""
        return False

    def foresee(self, step: StepName, package: str) -> None:
        """It stays imported here anyway."""

    def dismiss(self, step: StepName) -> None:
        """Nothing was foreseen."""

    def make_template(self, step: StepName, modules: tuple[str, ...], *, foreseen: bool = False) -> None:
        """Modules stay imported here anyway."""

    def reap(self) -> list[InlineProcess]:
        """Those that were told to end."""
        ended = [process for process in self._processes if process.channel.ended]
        for process in ended:
            process.status = 0
            self._processes.remove(process)
        return ended

    def leave(self, process: InlineProcess, *, clean: bool) -> None:
        """It is gone, and its seat is free. Warm workers keep theirs while isolated ones come and go."""
        process.channel.close()
        process.channel.worker.close()
        self._free.append(process.seat)

    def close(self) -> None:
        """Give the descriptors back, and leave the process as it was. Once is enough."""
        if self._fresh is not None:
            self._fresh.close()
        current._info, current._scratch = self._around  # the task that ran this run is at work again
        opened, self._opened = self._opened, []
        for descriptor in opened:
            os.close(descriptor)


def _next_seat(folder: RunFolder) -> int:
    """A seat number that no pack of an origin has."""
    return max((int(path.stem.partition("-")[0]) for path in folder.packs.glob("*-*.pack")), default=-1) + 1
