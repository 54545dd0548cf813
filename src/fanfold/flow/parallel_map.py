"""`parallel_map`: a function over some values within one step, a process for each.

Each process is forked, so that the function may be a closure over whatever the step holds; what it returns
comes back pickled, through a pipe. Where each value should be a task with a record of its own, a foreach is
what is wanted.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, NoReturn, TypeVar

from fanfold.model.errors import RunError

T = TypeVar("T")
R = TypeVar("R")


class MulticoreError(RunError):
    """A process of `parallel_map` raised or died.

    The message has its traceback, or its signal.
    """

    code = "F210"
    headline = "parallel_map failed"


def parallel_map(
    func: Callable[[T], R], iterable: Iterable[T], max_parallel: int | None = None, dir: str | None = None
) -> list[R]:
    """What `func` gives for each value, in the order of the values.

    Args:
        max_parallel: how many processes at once; by default as many as there are cores to use.
        dir: taken for the sake of those who give it; results go through pipes.

    Raises:
        MulticoreError: one of the processes raised or died.
    """
    numbered = parallel_imap_unordered(
        lambda pair: (pair[0], func(pair[1])), enumerate(iterable), max_parallel, dir
    )
    return [value for _, value in sorted(numbered, key=lambda pair: pair[0])]


def parallel_imap_unordered(
    func: Callable[[T], R], iterable: Iterable[T], max_parallel: int | None = None, dir: str | None = None
) -> Iterator[R]:
    """The same, one result at a time, each as soon as it is there."""
    import selectors

    most = max_parallel or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else "1")
    waiting = iter(iterable)
    with selectors.DefaultSelector() as running:
        try:
            while True:
                while len(running.get_map()) < most and _start(func, waiting, running):
                    pass
                if not running.get_map():
                    return
                for key, _ in running.select():
                    running.unregister(key.fileobj)
                    yield _result(key.fileobj, key.data)  # type: ignore[arg-type]
        finally:
            _end([(key.fileobj, key.data) for key in running.get_map().values()])


def _start(func: Callable[[T], R], waiting: Iterator[T], running: Any) -> bool:
    """Fork a process for the next value; False if there is none."""
    import selectors
    import sys

    try:
        value = next(waiting)
    except StopIteration:
        return False
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _work(func, value, writing)
    os.close(writing)
    running.register(os.fdopen(reading, "rb"), selectors.EVENT_READ, pid)
    return True


def _work(func: Callable[[T], R], value: T, writing: int) -> NoReturn:
    """The child's part: work, tell, and end without what is the parent's to do at its end."""
    import sys
    from traceback import format_exc

    try:
        answer = (True, func(value))
        told = pickle.dumps(answer, 5)
    except BaseException:  # noqa: BLE001 - user code was called; what it raises is told to the parent
        told = pickle.dumps((False, format_exc()), 5)
    with os.fdopen(writing, "wb") as stream:
        stream.write(told)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _result(stream: BinaryIO, pid: int) -> Any:
    """What a process told; read whole before the process is waited for, since it may be long."""
    with stream:
        told = stream.read()
    _, status = os.waitpid(pid, 0)
    if not told:
        raise MulticoreError(
            f"A process of parallel_map died (exit code {os.waitstatus_to_exitcode(status)}).",
            remedy="Make the values a foreach: each is then a task of its own, with @retry and @catch.",
        )
    is_well, answer = pickle.loads(told)
    if not is_well:
        raise MulticoreError(f"The function of parallel_map raised:\n{answer.rstrip()}")
    return answer


def _end(left: list[tuple[Any, int]]) -> None:
    """Nobody wants these results any more."""
    import signal

    for stream, pid in left:
        stream.close()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
