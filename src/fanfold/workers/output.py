"""A task's output is taken at the descriptors, so that C code and subprocesses are included.

Descriptors 1 and 2 of a worker are pipes (a regular file would not do: a shell's `echo x > /dev/stderr`
truncates a file behind the descriptor). At the end of a task the worker itself drains its pipes into its
logs, so that a done task's output is on disk before its record is; while a task runs long, the driver
drains them. Both do so under a lock on the log, and the driver counts in the cell DRAINED, so that a task
which wrote nothing costs one poll and no more.
"""

from __future__ import annotations

import fcntl
import io
import os
import select
import sys

from fanfold.workers.cells import DRAINED, ERR_AT, OUT_AT, Cells

_PIPE_BYTES = 1 << 20
_READ_BYTES = 1 << 16
"""A megabyte at a time would have Python ask for a megabyte for each line."""


def make_pipe() -> tuple[int, int]:
    """A wide pipe whose reading end does not block."""
    reader, writer = os.pipe2(os.O_CLOEXEC) if hasattr(os, "pipe2") else os.pipe()
    os.set_blocking(reader, False)
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        try:
            fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        except OSError:  # the user's pipe budget is used up; the default size does
            pass
    return reader, writer


def drain(reader: int, log: int) -> int:
    """Move what is in a pipe to the end of a log; gives the number of bytes."""
    moved = 0
    while True:
        try:
            data = os.read(reader, _READ_BYTES)
        except BlockingIOError:
            return moved
        length = len(data)
        written = os.write(log, data) if data else 0
        while written < length:  # the disk is full, or a signal came; the next write says which
            written += os.write(log, data[written:])
        moved += length
        if length < _READ_BYTES:
            return moved


class Taken:
    """The worker's side: `end()` after each task says which bytes of the logs are that task's."""

    def __init__(self, readers: tuple[int, int], logs: tuple[int, int], cells: Cells) -> None:
        self._readers = readers
        self._logs = logs
        self._words = cells.words
        self._poll = select.poll()
        for reader in readers:
            self._poll.register(reader, select.POLLIN)
        self._drained = self._words[DRAINED]
        self._at = (os.fstat(logs[0]).st_size, os.fstat(logs[1]).st_size)
        self._words[OUT_AT], self._words[ERR_AT] = self._at

    def end(self) -> tuple[int, int, int, int] | None:
        """(out first, out stop, err first, err stop) of what was written since the last call; None if
        nothing was.
        """
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError):
            _replace_closed()
        ready = self._poll.poll(0)
        if not ready and self._words[DRAINED] == self._drained:
            return None
        return self._collect(ready)

    def so_far(self) -> tuple[int, int, int, int] | None:
        """What `end` would give by now, of a task that may write more; its output is on disk."""
        before = self._at
        found = self.end()
        self._at = self._words[OUT_AT], self._words[ERR_AT] = before
        self._drained = -1  # `end` looks again, though the pipes are empty
        return found

    def _collect(self, ready: list[tuple[int, int]]) -> tuple[int, int, int, int] | None:
        """Move what waits in the pipes. Only this process and the driver write to the logs, and the driver
        says when it did: so their lengths are known, and need not be asked for.
        """
        out, err = self._at
        fcntl.flock(self._logs[0], fcntl.LOCK_EX)
        try:
            for reader, _ in ready:
                if reader == self._readers[0]:
                    out += drain(reader, self._logs[0])
                else:
                    err += drain(reader, self._logs[1])
            now = (out, err)
            if self._words[DRAINED] != self._drained:
                self._drained = self._words[DRAINED]
                now = (os.fstat(self._logs[0]).st_size, os.fstat(self._logs[1]).st_size)
        finally:
            fcntl.flock(self._logs[0], fcntl.LOCK_UN)
        before, self._at = self._at, now
        self._words[OUT_AT], self._words[ERR_AT] = now
        return None if before == now else (before[0], now[0], before[1], now[1])


def drain_for(readers: tuple[int, int], logs: tuple[int, int], cells: Cells, *, alive: bool) -> int:
    """The driver's side: drain a worker's pipes while its task runs long, or after its death. Gives the
    bytes moved.
    """
    try:
        fcntl.flock(logs[0], fcntl.LOCK_EX | (fcntl.LOCK_NB if alive else 0))
    except BlockingIOError:
        return 0
    try:
        # Said before anything is taken: a worker that finds its pipe empty then knows why, and waits for the
        # lock. Said afterwards, its task would have written nothing, as far as anyone could tell.
        cells.words[DRAINED] += 1
        return sum(drain(reader, log) for reader, log in zip(readers, logs, strict=True))
    finally:
        fcntl.flock(logs[0], fcntl.LOCK_UN)


def take_over(writers: tuple[int, int]) -> None:
    """Make the pipes this process's standard output and error, and leave standard input empty."""
    null = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((null, 0), (writers[0], 1), (writers[1], 2)):
        os.dup2(source, target)
    for descriptor in {null, *writers} - {0, 1, 2}:
        os.close(descriptor)
    sys.stdin = sys.__stdin__ = _NoInput()  # type: ignore[misc, assignment]
    sys.stdout = sys.__stdout__ = _text(1)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = _text(2)  # type: ignore[misc]


def _text(descriptor: int) -> io.TextIOWrapper:
    raw = open(descriptor, "wb", buffering=io.DEFAULT_BUFFER_SIZE, closefd=False)  # noqa: SIM115 - for life
    return io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", line_buffering=True)


def _replace_closed() -> None:
    """A task closed its streams, or the descriptors below: the next one of this process can write all the
    same. Where a descriptor is gone, what is written there is lost.
    """
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        try:
            getattr(sys, name).flush()
        except (OSError, ValueError):
            _make_sure_of(descriptor)
            setattr(sys, name, _text(descriptor))


def open_missing() -> None:
    """Give this process the standard streams that it was started without (`>&-`), before a file that it
    opens becomes its standard output.
    """
    for name, descriptor in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        _make_sure_of(descriptor)
        if getattr(sys, name) is None:
            stream = _NoInput() if descriptor == 0 else _text(descriptor)
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)


def _make_sure_of(descriptor: int) -> None:
    try:
        os.fstat(descriptor)
    except OSError:
        null = os.open(os.devnull, os.O_RDWR)
        if null != descriptor:
            os.dup2(null, descriptor)
            os.close(null)


class _NoInput(io.TextIOBase):
    """Standard input of a worker: asking it for anything fails at once and says where to ask instead."""

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 0

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        raise no_terminal("input()")

    def read(self, size: int | None = -1, /) -> str:
        return ""


def no_terminal(what: str) -> Exception:
    """The error for a task that wants to talk to a person."""
    from fanfold.flow.current import current
    from fanfold.model.errors import FlowError

    place = current.get("pathspec", "")
    run = "/".join(str(place).split("/")[1:]) or "RUN/step/KEY"
    return FlowError(
        f"{what} needs a terminal, and a task in a worker has none.",
        remedy=f"Run this one task in your terminal with `debug {run}`, "
        "or the whole flow with `run --inline`.",
    )
