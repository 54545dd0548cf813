"""Worker processes of this machine, as the driver sees them: seats, how processes come to sit in them, and
how they leave.

A *seat* is a place for a worker: cells in shared memory, a pack, two logs and their pipes. Processes that
end well hand their seat on, pack and all; after a death the seat gets a new pack and new logs, since nobody
knows in what state the old ones were left.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from fanfold.model.errors import RunError
from fanfold.model.names import StepName
from fanfold.store import packs
from fanfold.store.folder import RunFolder
from fanfold.workers import zygote
from fanfold.workers.brief import FlowCode, RunFacts, Seat
from fanfold.workers.cells import SEATS_MAX, Board, Cells
from fanfold.workers.channel import DriverChannel
from fanfold.workers.output import drain_for, make_pipe


@dataclass(slots=True, eq=False)
class Place:
    """A seat, from the driver's side: everything of it that outlives a process."""

    number: int
    stem: str
    pack: int
    readers: tuple[int, int]
    writers: tuple[int, int]
    logs: tuple[int, int]
    generation: int = 1

    def close(self) -> None:
        """Give its descriptors back."""
        for descriptor in (self.pack, *self.readers, *self.writers, *self.logs):
            os.close(descriptor)


@dataclass(slots=True, eq=False)
class Process:
    """A worker process: whom it works for and where it sits. `pid` is 0 until it said hello."""

    place: Place
    step: StepName
    cells: Cells
    channel: DriverChannel
    pid: int = 0
    status: int | None = None
    killed_by_us: str = ""
    says: list[object] = field(default_factory=list)

    def drain(self) -> int:
        """Move what it wrote to its logs."""
        return drain_for(self.place.readers, self.place.logs, self.cells, alive=self.status is None)

    def kill(self, why: str) -> None:
        """Kill it with everything that it started. Nobody is charged for a death that we caused."""
        self.killed_by_us = self.killed_by_us or why
        if self.pid and self.status is None:
            try:
                os.killpg(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                os.kill(self.pid, signal.SIGKILL)


class LocalPool:
    """Starts, reaps and seats worker processes.

    `meet(brief)` must come before the first `spawn`. With `fork` False each worker is an interpreter of its
    own.
    """

    def __init__(
        self, code: FlowCode, *, fork: bool, execute: Callable[[Seat, Board, bool], int] | None = None
    ) -> None:
        self._code = code
        self._board = Board()
        self._fork = fork
        self._execute = execute
        self._free: list[Place] = []
        self._generations: dict[int, int] = {}
        self._seats = 0
        self._zygotes: dict[StepName | None, socket.socket] = {}
        self._by_pid: dict[int, Process] = {}
        self._early: dict[int, int] = {}
        self._zygote_pids: set[int] = set()
        self.folder: RunFolder | None = None
        if fork:
            self._start_zygote()

    def _start_zygote(self) -> None:
        """Fork the zygote from this thread, while this process is small and holds nothing."""
        import gc

        become_subreaper()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        driver = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        gc.freeze()
        pid = os.fork()
        if pid == 0:
            ours.close()
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            zygote.serve(theirs, self._code, None, self._board, driver)
        theirs.close()
        self._zygotes[None] = ours
        self._zygote_pids.add(pid)

    def meet(self, facts: RunFacts, folder: RunFolder) -> None:
        """Tell the run that the workers work for."""
        self.folder = folder
        self._generations = _generations(folder)
        if self._fork:
            zygote.send(self._zygotes[None], zygote.Meet(facts))

    def make_template(self, step: StepName, modules: tuple[str, ...]) -> None:
        """Have a zygote for this step that has imported these modules."""
        if not self._fork or step in self._zygotes or not modules:
            return
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        zygote.send(self._zygotes[None], zygote.Template(modules), (theirs.fileno(),))
        theirs.close()
        self._zygotes[step] = ours

    def spawn(self, step: StepName, *, copies: bool) -> Process:
        """Start a process for this step. It says hello when it is there."""
        place = self._free.pop() if self._free else self._new_place()
        cells = Cells(self._board, place.number)
        cells.clear()
        ours, theirs = os_socketpair()
        seat = Seat(place.number, place.stem, theirs, place.pack, place.readers, place.writers, place.logs)
        process = Process(place, step, cells, DriverChannel(ours))
        if self._fork:
            self._ask(step, zygote.Fork(seat, copies), seat.descriptors)
        else:
            assert self._execute is not None
            process.pid = self._execute(seat, self._board, copies)
            self._by_pid[process.pid] = process
        os.close(theirs)
        return process

    def _ask(self, step: StepName, message: zygote.Fork, descriptors: tuple[int, ...]) -> None:
        connection = self._zygotes.get(step)
        if connection is not None:
            try:
                zygote.send(connection, message, descriptors)
            except OSError:  # the template could not be had; the zygote does it
                self._zygotes.pop(step).close()
            else:
                return
        try:
            zygote.send(self._zygotes[None], message, descriptors)
        except OSError:
            raise RunError("The process that starts workers is gone.", remedy="Resume the run.") from None

    def _new_place(self) -> Place:
        number = self._seats
        if number >= SEATS_MAX:
            raise RunError(
                f"More than {SEATS_MAX} processes at once are wanted.",
                remedy="Use fewer nodes in num_parallel.",
            )
        self._seats += 1
        return self._furnish(number)

    def _furnish(self, number: int) -> Place:
        assert self.folder is not None
        generation = self._generations[number] = self._generations.get(number, 0) + 1
        stem = f"{number}-{generation}"
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        logs = (
            os.open(self.folder.logs / f"{stem}.out", flags, 0o600),
            os.open(self.folder.logs / f"{stem}.err", flags, 0o600),
        )
        (out_reader, out_writer), (err_reader, err_writer) = make_pipe(), make_pipe()
        pack = packs.create(self.folder.packs, stem)
        return Place(number, stem, pack, (out_reader, err_reader), (out_writer, err_writer), logs, generation)

    def greet(self, process: Process, pid: int) -> None:
        """The process said hello."""
        process.pid = pid
        self._by_pid[pid] = process
        if pid in self._early:
            process.status = self._early.pop(pid)

    def reap(self) -> list[Process]:
        """The worker processes that have ended since the last call, `status` set. Reaps orphans of user
        code too.
        """
        ended = []
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            process = self._by_pid.pop(pid, None)
            if process is not None:
                process.status = status
                self._forget(pid)
                ended.append(process)
            elif pid not in self._zygote_pids:
                self._early[pid] = status
        return ended

    def _forget(self, pid: int) -> None:
        for connection in self._zygotes.values():
            try:
                zygote.send(connection, zygote.Gone(pid))
            except OSError:
                continue

    def leave(self, process: Process, *, clean: bool) -> None:
        """Take the seat of a process that has ended, to be handed on if it ended well."""
        process.drain()
        process.channel.close()
        if process.pid:
            zygote.kill_groups({process.pid})
        if clean:
            self._free.append(process.place)
        else:
            number = process.place.number
            process.place.close()
            self._free.append(self._furnish(number))

    def close(self) -> None:
        """Let the zygotes go, and give all descriptors back."""
        for connection in self._zygotes.values():
            connection.close()
        self._zygotes.clear()
        while self._free:
            self._free.pop().close()


def _generations(folder: RunFolder) -> dict[int, int]:
    """The packs that are there already, of the run that this one resumes: the highest generation of each
    seat.
    """
    found: dict[int, int] = {}
    for path in folder.packs.glob("*-*.pack"):
        seat, _, generation = path.stem.partition("-")
        found[int(seat)] = max(found.get(int(seat), 0), int(generation))
    return found


def os_socketpair() -> tuple[int, int]:
    """Two ends of a stream, as descriptors."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    return ours.detach(), theirs.detach()


def become_subreaper() -> None:
    """Have orphans below become this process's children."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(36, 1)
