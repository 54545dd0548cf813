"""Running a flow in a process apart from the one that asks for it."""

from __future__ import annotations

import os
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any

from fanfold.client.script import leave_imported
from fanfold.engine.driver import RunResult
from fanfold.engine.forking import can_fork
from fanfold.engine.platform import refuse_windows
from fanfold.model.errors import RunError
from fanfold.runner.interrupts import Interrupts
from fanfold.runner.relay import listen
from fanfold.runner.request import Request
from fanfold.workers.channel import Channel
from fanfold.workers.pairs import pair

if TYPE_CHECKING:
    from fanfold.engine.observer import Observer, RunInfo

_DRIVER = "fanfold.runner.driving:drive_started"


def run_apart(request: Request, observer: Observer) -> RunResult:
    """Run or resume a flow, and give how it ended. The observer is called in this thread.

    The class needs to be importable for nobody, and values need not be picklable where this process can be
    forked. With the option `inline` all of it happens in this process.

    Raises:
        FanfoldError: it could not be started, or its process died.
        KeyboardInterrupt: the run was interrupted, and has ended in order.
    """
    refuse_windows()
    leave_imported()
    if request.options.inline:
        from fanfold.runner.inline import run_inline

        return run_inline(request, observer)
    watched = _Watched(observer)
    with Interrupts() as interrupts, _Driver(request, observer, interrupts) as driver:
        result = listen(driver.channel, watched)
        if result is None:
            raise _died(driver.reap(), watched.info)
        return result


class _Driver:
    """The process, as long as the run goes on. Killed if this is left before it has ended."""

    def __init__(self, request: Request, observer: Observer, interrupts: Interrupts) -> None:
        ours, theirs = pair(socket.SOCK_STREAM)
        self.status: int | None = None
        self._ours = ours
        self.channel = Channel(ours.fileno())
        try:
            start = _fork if can_fork() else _start
            self.pid = interrupts.pid = start(request, ours, theirs, wants_tasks=observer.wants_tasks)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()

    def __enter__(self) -> _Driver:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None and self.status is None:
            os.kill(self.pid, signal.SIGKILL)  # its zygote sees to the rest
        self.reap()
        self._ours.close()

    def reap(self) -> int:
        """Wait for its end; gives its wait status, 0 where somebody else of this process has reaped it."""
        if self.status is None:
            try:
                self.status = os.waitpid(self.pid, 0)[1]
            except ChildProcessError:
                self.status = 0
        return self.status


def _fork(request: Request, ours: socket.socket, theirs: socket.socket, *, wants_tasks: bool) -> int:
    from fanfold.runner.driving import drive_forked
    from fanfold.workers.forkable import fork
    from fanfold.workers.kinship import die_with

    parent = os.getpid()
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "flush", int)()
    pid = fork()
    if pid == 0:
        ours.close()
        die_with(parent)
        drive_forked(request, Channel(theirs.fileno()), wants_tasks=wants_tasks)
    return pid


def _start(request: Request, ours: socket.socket, theirs: socket.socket, *, wants_tasks: bool) -> int:
    from fanfold.workers.parcel import pack
    from fanfold.workers.starting import start

    resumes = request.resumes and tuple(request.resumes)
    along = (dict(request.values), request.options, resumes, wants_tasks, tuple(request.configs))
    parcel = pack(request.flow_class, along=along)
    pid = start(_DRIVER, theirs.fileno(), (theirs.fileno(),), environment={}, output=_output())
    theirs.close()  # so that its death is the end of the stream
    try:
        Channel(ours.fileno()).send(parcel)
    except BrokenPipeError:  # it is gone already, which is told from how it ended
        pass
    return pid


def _output() -> tuple[int, int] | None:
    """Where a new process may write what is nobody's: where this one does, if that is open."""
    try:
        os.fstat(1), os.fstat(2)
    except OSError:
        return None
    return 1, 2


class _Watched:
    """Hands all on, and remembers which run it is."""

    def __init__(self, observer: Observer) -> None:
        self.info: RunInfo | None = None
        self._observer = observer

    def run_started(self, info: RunInfo) -> None:
        self.info = info
        self._observer.run_started(info)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._observer, name)


def _died(status: int, info: RunInfo | None) -> RunError:
    code = os.waitstatus_to_exitcode(status)
    how = f"was killed by {signal.Signals(-code).name}" if code < 0 else "ended"
    if info is None:
        return RunError(f"The process of the run {how} before the run began.")
    return RunError(
        f"The process of run {info.run_id} of {info.flow} {how}.",
        remedy=f"What was done is kept: fanfold.resume({info.flow}, origin_run_id={str(info.run_id)!r})",
    )
