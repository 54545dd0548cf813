"""The zygote: a process that has imported the flow's file once, and forks workers.

It is forked from the driver when the flow file was imported, or started as an interpreter of its own where
a step has an environment of its own. Its workers are children of the driver, which reaps them and learns
their signals, so nothing is lost when the zygote dies. When the driver does, the zygote reads the end of its
socket and kills every worker's process group, so that subprocesses of user code die with the run too.

A *template* is a zygote of one step: it imports what the step's first task imported, and forks that step's
workers from then on.
"""

from __future__ import annotations

import os
import select
import signal
import socket
from contextlib import suppress
from importlib import import_module
from pickle import dumps, loads
from typing import TYPE_CHECKING, NoReturn

from fanfold.model.named import NamedTuple
from fanfold.model.uncollected import Uncollected
from fanfold.workers.brief import FlowCode, RunFacts, Seat, brief_of
from fanfold.workers.cells import Board
from fanfold.workers.forkable import fork, obstacle
from fanfold.workers.kinship import die_with, outlive_parent
from fanfold.workers.output import take_over
from fanfold.workers.pairs import end_of
from fanfold.workers.process import become_worker, preload, settle
from fanfold.workers.spares import BATCH_MAX, Spares

if TYPE_CHECKING:
    from fanfold.workers.alone import Alone
    from fanfold.workers.kit import Kit

MESSAGE_BYTES_MAX = 1 << 18
_DESCRIPTORS_MAX = 16
_IDLE_MILLISECONDS = 3
"""So long nothing came, so that a fork ahead keeps nobody waiting."""


class Meet(NamedTuple):
    """The run that workers will work for. Comes first."""

    facts: RunFacts


class Fork(NamedTuple):
    """Fork a worker for this seat; its descriptors come along. So many more will soon be asked for."""

    seat: Seat
    copies: bool
    ahead: int


class Template(NamedTuple):
    """Become twins: the new one imports these modules, serves the socket that comes along, and is the
    template of a step. If it is a `guess`, it first waits for an `Import`.
    """

    modules: tuple[str, ...]
    guess: bool = False


class Import(NamedTuple):
    """To a template that is a guess: import these modules, too. With `offer` it is no guess any more."""

    modules: tuple[str, ...]
    offer: bool


class Known(NamedTuple):
    """These workers live already, forked by a zygote that has died."""

    pids: frozenset[int]


class Gone(NamedTuple):
    """This process has been reaped; its id may soon be another's."""

    pid: int


class Ready:
    """To the driver: workers can be had here."""


class Unready(NamedTuple):
    """To the driver, last words: workers cannot be had here, and why.

    `obstacle` is what forbids to fork this process: then there are other ways. `failure` means that there
    are none: what the flow's file does when it is imported is not what it did in the driver.
    """

    obstacle: str = ""
    failure: str = ""


class Zygote:
    """The loop. `serve()` does not return."""

    _kit: Kit
    _alone: Alone | None = None

    def __init__(self, connection: socket.socket, code: FlowCode, board: Board, driver: int) -> None:
        self._connection = connection
        self._code = code
        self._board = board
        self._driver = driver
        self._known: set[int] = set()
        self._spares = Spares(driver, self._settle, self._become, connection)
        self._poll = select.poll()
        self._poll.register(connection, select.POLLIN)

    def serve(self) -> NoReturn:
        """Fork workers until the driver is gone, or lets this process go."""
        status = 1
        try:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # ignored, nobody could be waited for
            with Uncollected():
                preload(with_cards=any(node.policy.cards for node in self._code.graph.nodes.values()))
            _freeze()
            while self._some():
                pass
            self._spares.close()
            kill_groups(self._spares.live | self._known)
            status = 0
        except Exception as error:  # noqa: BLE001 - the end of this process; the driver tells what it was
            self._last_words(error)
        finally:
            os._exit(status)

    def _some(self) -> bool:
        """Do what the next messages say; False at the end. Spares are forked for several at once, and ahead
        while nothing is to be done.
        """
        if self._spares.wants_more and not self._poll.poll(_IDLE_MILLISECONDS):
            self._spares.fill()
        for _ in range(BATCH_MAX):
            if not self._one():
                return False
            if not self._poll.poll(0):
                break
        self._spares.provide()
        return True

    def _one(self) -> bool:
        """Do what the next message says; False at the end."""
        data, descriptors, _, _ = socket.recv_fds(self._connection, MESSAGE_BYTES_MAX, _DESCRIPTORS_MAX)
        if not data:
            return False
        match loads(data):
            case Fork(ahead=ahead):
                self._spares.give(data, descriptors, ahead)
            case Gone(pid=pid):
                self._known.discard(pid)
                self._spares.gone(pid)
            case Template(modules=modules, guess=guess):
                self._twin(end_of(descriptors[0]), modules, guess=guess)
            case Import(modules=modules, offer=offer):
                _import_bounded(modules, os.getppid())
                _freeze()
                if offer:
                    self._offer()
            case Known(pids=pids):
                self._known |= pids
            case Meet(facts=facts):
                self.meet(facts)
                self._spares.expect_one()
        return True

    def meet(self, facts: RunFacts) -> None:
        """Take in the run that workers will work for."""
        from fanfold.workers.kit import Kit

        self._kit = Kit(brief_of(self._code, facts), copies=False)
        _freeze()

    def _settle(self) -> None:
        """In a spare: be ready to run a task, as most of them do."""
        from fanfold.workers.alone import Alone

        settle()
        facts = self._kit.brief.facts
        with suppress(Exception):  # it will be tried again where somebody hears of it
            self._alone = Alone(facts.seed, facts.seeded_at_import)

    def _become(self, message: bytes, descriptors: list[int]) -> NoReturn:
        """In a spare that got a seat: be that worker."""
        asked = loads(message)
        seat = with_descriptors(asked.seat, descriptors)
        take_over(seat.writers)
        if not asked.copies:
            become_worker(self._kit, seat, self._board, fresh=self._alone)
        from fanfold.workers.kit import Kit

        if self._alone is not None:
            self._alone.close()
        become_worker(Kit(self._kit.brief, copies=True), seat, self._board)

    def _twin(self, connection: socket.socket, modules: tuple[str, ...], *, guess: bool) -> None:
        """Fork a template that serves the other socket; this one goes on."""
        parent = os.getpid()
        if fork():
            connection.close()
            return
        try:
            self._connection.close()
            self._spares.close()
            _import_bounded(modules, parent)
            twin = Zygote(connection, self._code, self._board, self._driver)
            twin._kit = self._kit
            if guess:
                twin.serve()
            twin.offer()
        finally:
            os._exit(1)

    def offer(self) -> NoReturn:
        """Serve, unless what was imported started something that a fork would not survive."""
        self._offer()
        self.serve()

    def _offer(self) -> None:
        reason = obstacle()
        if reason is None:
            self._connection.send(dumps(Ready(), 5))
            return
        self._connection.send(dumps(Unready(obstacle=reason), 5))
        os._exit(0)

    def _last_words(self, error: Exception) -> None:
        try:
            self._connection.send(dumps(Unready(failure=f"{type(error).__name__}: {error}"), 5))
        except OSError:  # nobody listens any more
            return


def _import_bounded(modules: tuple[str, ...], parent: int) -> None:
    """Import them. That may take for ever, but no longer than the run."""
    die_with(parent)
    _import_silently(modules)
    outlive_parent()


def _import_silently(modules: tuple[str, ...]) -> None:
    """Import them. What they write has been seen already, when the task imported them."""
    import sys

    null = os.open(os.devnull, os.O_WRONLY)
    kept = os.dup(1), os.dup(2)
    os.dup2(null, 1)
    os.dup2(null, 2)
    for name in modules:
        try:
            import_module(name)
        except BaseException:  # noqa: BLE001 - whatever a module does when it is imported by itself: the task will import it
            continue
    sys.stdout.flush()
    sys.stderr.flush()
    for descriptor, target in zip(kept, (1, 2), strict=True):
        os.dup2(descriptor, target)
        os.close(descriptor)
    os.close(null)


def _freeze() -> None:
    """Take all that is there out of the hands of the garbage collector, which would touch, and so copy,
    every page.
    """
    import gc

    gc.collect()
    gc.freeze()


def with_descriptors(seat: Seat, descriptors: list[int]) -> Seat:
    """The seat with the numbers that its descriptors have here."""
    channel, pack, out_reader, err_reader, out_writer, err_writer, out_log, err_log = descriptors
    return Seat(
        seat.number,
        seat.stem,
        channel,
        pack,
        (out_reader, err_reader),
        (out_writer, err_writer),
        (out_log, err_log),
    )


def kill_groups(pids: set[int]) -> None:
    """Kill the process groups that these workers lead."""
    for pid in sorted(pids):
        try:
            os.killpg(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
