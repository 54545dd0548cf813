"""Worker processes of this machine, as the driver sees them: seats, how processes come to sit in them, and
how they leave.

A *seat* is a place for a worker: cells in shared memory, a pack, two logs and their pipes. Processes that
end well hand their seat on, pack and all; after a death the seat gets a new pack and new logs, since nobody
knows in what state the old ones were left.
"""

import os
import signal
import socket

from fanfold.model.errors import RunError, StorageError
from fanfold.model.named import NamedTuple
from fanfold.model.names import StepName
from fanfold.store import packs
from fanfold.store.disk import disk_errors
from fanfold.store.folder import RunFolder
from fanfold.workers import starting
from fanfold.workers.brief import FlowCode, RunFacts, Seat
from fanfold.workers.cells import SEATS_MAX, Board, Cells
from fanfold.workers.channel import DriverChannel
from fanfold.workers.guard import Guard
from fanfold.workers.kinship import children
from fanfold.workers.orphans import end_orphans
from fanfold.workers.output import drain_for, make_pipe
from fanfold.workers.pairs import pair
from fanfold.workers.zygote import Fork, kill_groups
from fanfold.workers.zygotes import Zygotes

_NO_STATUS = 1 << 8
"""Of a process that nobody saw end: as if it had ended with exit code 1."""
_NO_PID = 1 << 30
"""Of a process that never came about since its zygote died: no kernel gives that number. It counts as one
that said hello, since it is not the fault of the flow's file that it did not.
"""

_DESCRIPTORS_OF_SEAT = 10
"""A few more than a seat and its process take, and what a run has open besides."""
_DESCRIPTORS_OTHERS = 100


class Place(NamedTuple):
    """A seat, from the driver's side: everything of it that outlives a process."""

    number: int
    stem: str
    pack: int
    readers: tuple[int, int]
    writers: tuple[int, int]
    logs: tuple[int, int]

    def close(self) -> None:
        """Give its descriptors back."""
        for descriptor in (self.pack, *self.readers, *self.writers, *self.logs):
            os.close(descriptor)


class Process:
    """A worker process: whom it works for and where it sits.

    Attributes:
        pid: 0 until it said hello.
        group: the process group that it leads, as soon as that is known.
    """

    __slots__ = ("cells", "channel", "group", "killed_by_us", "pid", "place", "status", "step")

    def __init__(self, place: Place, step: StepName, cells: Cells, channel: DriverChannel) -> None:
        self.place = place
        self.step = step
        self.cells = cells
        self.channel = channel
        self.pid = 0
        self.status: int | None = None
        self.killed_by_us = ""
        self.group = 0

    def drain(self) -> int:
        """Move what it wrote to its logs.

        Raises:
            StorageError: they cannot be written.
        """
        try:
            return drain_for(self.place.readers, self.place.logs, self.cells, alive=self.status is None)
        except OSError as error:
            raise StorageError(
                f"Could not write the output of a task of step {self.step}: {error.strerror}.",
                remedy="Free some space on the disk that holds the run's folder, then use resume.",
            ) from error

    def printed(self) -> tuple[int, int]:
        """How long its logs of stdout and stderr are."""
        out, err = self.place.logs
        return os.fstat(out).st_size, os.fstat(err).st_size

    def kill(self, why: str) -> None:
        """Kill it with everything that it started. Nobody is charged for a death that we caused."""
        self.killed_by_us = self.killed_by_us or why
        if self.group and self.status is None:
            try:
                os.killpg(self.group, signal.SIGKILL)
            except ProcessLookupError:
                os.kill(self.group, signal.SIGKILL)


class LocalPool:
    """Starts, reaps and seats worker processes.

    `meet` must come before the first `spawn`. With `fork` False each worker is an interpreter of its own.

    Attributes:
        notes: what the run should tell, once each.
    """

    is_beside = True

    def __init__(self, code: FlowCode, *, fork: bool) -> None:
        self.notes: list[str] = []
        self.folder: RunFolder | None = None
        self._code = code
        self._board = Board()
        self._facts: RunFacts | None = None
        self._free: list[Place] = []
        self._generations: dict[int, int] = {}
        self._seats = 0
        self._by_pid: dict[int, Process] = {}
        self._awaited: dict[Process, int] = {}
        self._early: dict[int, int] = {}
        self._zygotes = Zygotes(code, self._board) if fork else None
        self._guard: Guard | None = None

    def meet(self, facts: RunFacts, folder: RunFolder) -> None:
        """Tell the run that the workers work for."""
        self.folder = folder
        self._facts = facts
        self._generations = _generations(folder)
        if self._zygotes is not None:
            self._zygotes.meet(facts)

    def make_template(self, step: StepName, modules: tuple[str, ...], *, foreseen: bool = False) -> None:
        """Have later workers of this step begin with these modules imported."""
        if self._zygotes is not None:
            self._zygotes.make_template(step, modules, foreseen=foreseen)

    def foresee(self, step: StepName, package: str) -> None:
        """Have a package imported that this step's tasks may need."""
        if self._zygotes is not None:
            self._zygotes.foresee(step, package)

    def dismiss(self, step: StepName) -> None:
        """Its tasks did without what was foreseen."""
        if self._zygotes is not None:
            self._zygotes.dismiss(step)

    def has_room(self) -> bool:
        """Whether processes may be started before there is room for their tasks: where they are forked, and
        as long as the seats could be twice as many.
        """
        if self._zygotes is None:
            return False
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        seats = 2 * (self._seats + 1)
        descriptors = _DESCRIPTORS_OTHERS + _DESCRIPTORS_OF_SEAT * seats
        return seats <= SEATS_MAX and (hard == resource.RLIM_INFINITY or descriptors <= hard)

    def is_coming(self, step: StepName) -> bool:
        """Whether the step's tasks should wait a moment for a process that has imported what they will."""
        return self._zygotes is not None and self._zygotes.is_coming(step)

    def spawn(self, step: StepName, *, copies: bool, ahead: int = 0) -> Process:
        """Start a process for this step, which will soon need so many more. It says hello when it comes."""
        place = self._free.pop() if self._free else self._new_place()
        cells = Cells(self._board, place.number)
        cells.clear()
        ours, theirs = os_socketpair()
        seat = Seat(place.number, place.stem, theirs, place.pack, place.readers, place.writers, place.logs)
        process = Process(place, step, cells, DriverChannel(ours))
        zygotes = self._zygotes
        if zygotes is not None and zygotes.fork(step, Fork(seat, copies, ahead), seat.descriptors):
            self._awaited[process] = zygotes.deaths
        else:
            self._start(process, seat, copies=copies)
        os.close(theirs)
        return process

    def _start(self, process: Process, seat: Seat, *, copies: bool) -> None:
        """Start it as an interpreter of its own."""
        assert self._facts is not None
        board = self._board.descriptor
        process.channel.send(starting.begin(self._code, self._facts, board, seat=seat, copies=copies))
        process.group = starting.start(
            starting.WORKER,
            seat.channel,
            (*seat.descriptors, board),
            environment=dict(self._code.graph[process.step].policy.environment),
            output=seat.writers,
        )
        self._by_pid[process.group] = process
        self._guard = self._guard or Guard()
        self._guard.watch(process.group)

    def _new_place(self) -> Place:
        number = self._seats
        if number >= SEATS_MAX:
            raise RunError(
                f"More than {SEATS_MAX} processes at once are wanted.",
                remedy="Use fewer nodes in num_parallel.",
            )
        self._seats += 1
        allow_descriptors(_DESCRIPTORS_OTHERS + _DESCRIPTORS_OF_SEAT * self._seats)
        return self._furnish(number)

    def _furnish(self, number: int) -> Place:
        assert self.folder is not None
        generation = self._generations[number] = self._generations.get(number, 0) + 1
        stem = f"{number}-{generation}"
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        (out_reader, out_writer), (err_reader, err_writer) = make_pipe(), make_pipe()
        with disk_errors(self.folder.path, "make a pack and logs"):
            logs = (
                os.open(self.folder.logs / f"{stem}.out", flags, 0o600),
                os.open(self.folder.logs / f"{stem}.err", flags, 0o600),
            )
            pack = packs.create(self.folder.packs, stem)
        return Place(number, stem, pack, (out_reader, err_reader), (out_writer, err_writer), logs)

    def greet(self, process: Process, pid: int) -> None:
        """The process said hello."""
        process.pid = process.group = pid
        self._awaited.pop(process, None)
        self._by_pid[pid] = process
        if pid in self._early:
            process.status = self._early.pop(pid)
            del self._by_pid[pid]
        elif process.killed_by_us:
            process.kill(process.killed_by_us)

    def reap(self) -> list[Process]:
        """The worker processes that have ended since the last call, `status` set. Reaps orphans of user
        code too.
        """
        if self._zygotes is None:
            ended = self._reaped(list(self._by_pid))
        else:
            self._zygotes.look(self._by_pid)
            self.notes += self._zygotes.notes
            self._zygotes.notes.clear()
            others = self._zygotes.others
            ended = self._reaped(sorted(children() - others) if others else [-1]) + self._never_came()
        if not self._awaited:
            self._early.clear()
        return ended

    def _reaped(self, pids: list[int]) -> list[Process]:
        ended = []
        for wanted in pids:
            while True:
                try:
                    pid, status = os.waitpid(wanted, os.WNOHANG)
                except ChildProcessError:
                    break
                if pid == 0:
                    break
                ended += self._has_ended(pid, status)
        return ended

    def _has_ended(self, pid: int, status: int) -> list[Process]:
        if self._zygotes is not None:
            self._zygotes.forget(pid)
        process = self._by_pid.pop(pid, None)
        if process is None:
            self._early[pid] = status
            return []
        process.status = status
        return [process]

    def _never_came(self) -> list[Process]:
        """Those whose channel nobody holds any more, though they never said hello."""
        assert self._zygotes is not None
        gone = [process for process in self._awaited if process.channel.ended]
        for process in gone:
            process.status = _NO_STATUS
            if self._zygotes.deaths > self._awaited.pop(process):
                process.pid = _NO_PID
        return gone

    def leave(self, process: Process, *, clean: bool) -> None:
        """Take the seat of a process that has ended, to be handed on if it ended well."""
        process.drain()
        process.channel.close()
        if process.group:
            kill_groups({process.group})
            if self._guard is not None:
                self._guard.forget(process.group)
        if clean:
            self._free.append(process.place)
        else:
            number = process.place.number
            process.place.close()
            self._free.append(self._furnish(number))

    def close(self) -> None:
        """Let the zygotes go, end what user code left behind, and give all descriptors back."""
        if self._zygotes is not None:
            self._zygotes.close()
        if self._guard is not None:
            self._guard.close()
        if self._zygotes is not None:
            end_orphans(self._zygotes.others | self._zygotes.pids)
        while self._free:
            self._free.pop().close()


def allow_descriptors(count: int) -> None:
    """Have the system allow this process so many open files, as far as it does. Programs begin with a low
    limit that they may raise (`ulimit -n`); workers forked before keep theirs.
    """
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _generations(folder: RunFolder) -> dict[int, int]:
    """The packs that are there already, of the run that this one resumes: the highest generation of each
    seat. Logs have the same names, and tell of packs that were lost, whose places must not become others'.
    """
    found: dict[int, int] = {}
    for path in (*folder.packs.glob("*-*.pack"), *folder.logs.glob("*-*.out")):
        seat, _, generation = path.stem.partition("-")
        found[int(seat)] = max(found.get(int(seat), 0), int(generation))
    return found


def os_socketpair() -> tuple[int, int]:
    """Two ends of a stream, as descriptors."""
    ours, theirs = pair(socket.SOCK_STREAM)
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    return ours.detach(), theirs.detach()
