"""The zygote: a process forked from the driver when the flow file was imported, which forks workers.

It double-forks, so that each worker's parent is the driver (a child subreaper), which reaps it and learns
its signal. Nothing is lost when the zygote dies. When the driver does, the zygote reads the end of its
socket and kills every worker's process group, so that subprocesses of user code die with the run too.

A *template* is a zygote of one step: it imports what the step's first task imported, and forks that step's
workers from then on.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from dataclasses import dataclass
from importlib import import_module
from pickle import dumps, loads

from fanfold.workers.brief import FlowCode, RunBrief, RunFacts, Seat, brief_of
from fanfold.workers.cells import Board
from fanfold.workers.process import become_worker, die_with

_MESSAGE_BYTES_MAX = 1 << 20
_DESCRIPTORS_MAX = 16


@dataclass(frozen=True, slots=True)
class Fork:
    """Fork a worker for this seat; its descriptors come along."""

    seat: Seat
    copies: bool


@dataclass(frozen=True, slots=True)
class Template:
    """Become twins: the new one imports these modules, serves the socket that comes along, and is the
    template of a step.
    """

    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """This worker has been reaped; its process id may soon be another's."""

    pid: int


@dataclass(frozen=True, slots=True)
class Meet:
    """The run that workers will work for. Comes first."""

    facts: RunFacts


def serve(
    connection: socket.socket, code: FlowCode, brief: RunBrief | None, board: Board, driver: int
) -> None:
    """The zygote's loop. Does not return."""
    live: set[int] = set()
    status = 1
    try:
        while True:
            data, descriptors, _, _ = socket.recv_fds(connection, _MESSAGE_BYTES_MAX, _DESCRIPTORS_MAX)
            if not data:
                break
            match loads(data):
                case Fork(seat=seat, copies=copies):
                    assert brief is not None
                    live.add(
                        _fork_worker(
                            connection,
                            brief,
                            _with_descriptors(seat, descriptors),
                            board,
                            driver,
                            copies=copies,
                        )
                    )
                case Template(modules=modules):
                    _twin(connection, descriptors[0], modules, brief, board, driver)
                case Gone(pid=pid):
                    live.discard(pid)
                case Meet(facts=facts):
                    brief = brief_of(code, facts)
        kill_groups(live)
        status = 0
    finally:
        os._exit(status)


def _with_descriptors(seat: Seat, descriptors: list[int]) -> Seat:
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


def _fork_worker(
    connection: socket.socket, brief: RunBrief, seat: Seat, board: Board, driver: int, *, copies: bool
) -> int:
    """Fork twice; gives the worker's process id."""
    reader, writer = os.pipe()
    middle = os.fork()
    if middle == 0:
        middle = os.getpid()
        worker = os.fork()
        if worker:
            os.write(writer, worker.to_bytes(8, "little"))
            os._exit(0)
        connection.close()
        os.setpgid(0, 0)
        os.close(reader)
        os.close(writer)
        while (
            os.getppid() == middle
        ):  # until the one in the middle is gone, and the driver is this process's parent
            os.sched_yield()
        die_with(driver)
        become_worker(brief, seat, board, copies=copies)
    os.close(writer)
    worker = int.from_bytes(os.read(reader, 8), "little")
    os.close(reader)
    os.waitpid(middle, 0)
    for descriptor in seat.descriptors:
        os.close(descriptor)
    assert worker > 0, "the process in the middle died"
    return worker


def _twin(
    connection: socket.socket,
    descriptor: int,
    modules: tuple[str, ...],
    brief: RunBrief | None,
    board: Board,
    driver: int,
) -> None:
    """Fork a template that serves the other socket; the zygote goes on."""
    assert brief is not None
    if os.fork():
        os.close(descriptor)
        return
    connection.close()
    twin = socket.socket(fileno=descriptor)
    for name in modules:
        try:
            import_module(name)
        except BaseException:  # noqa: BLE001
            continue
    if _is_forkable():
        serve(twin, brief.code, brief, board, driver)
    os._exit(0)


def _is_forkable() -> bool:
    """Whether nothing was started by those imports that a fork would not survive."""
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1


def kill_groups(pids: set[int]) -> None:
    """Kill the process groups that these workers lead."""
    for pid in sorted(pids):
        try:
            os.killpg(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def send(connection: socket.socket, message: object, descriptors: tuple[int, ...] = ()) -> None:
    """The driver's side: one message, with descriptors."""
    socket.send_fds(connection, [dumps(message, 5)], descriptors)
