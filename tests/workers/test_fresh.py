"""What a task changes of its process, the next one finds as the first one did."""

from __future__ import annotations

import decimal
import gc
import logging
import os
import signal
import socket
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest

from fanfold.workers.freshness import settings
from tests.workers.warm import task, warm

COLOUR: ContextVar[str] = ContextVar("COLOUR", default="red")
Change = Callable[[], object]
Read = Callable[[], object]


def _umask() -> int:
    mask = os.umask(0o22)
    os.umask(mask)
    return mask


def _ring(number: int, frame: FrameType | None) -> None:
    raise AssertionError("an alarm of an earlier task rang")


def _start(timer: int, number: signal.Signals) -> None:
    signal.signal(number, _ring)
    signal.setitimer(timer, 3600, 3600)


def _switch_collection() -> None:
    if gc.isenabled():
        gc.disable()
    else:
        gc.enable()


def _move_to(zone: str) -> None:
    os.environ["TZ"] = zone
    time.tzset()


def _of_the_process() -> dict[str, tuple[Read, Change]]:
    """Name of what is changed: how to read it, and how a task may change it."""
    handlers: dict[str, tuple[Read, Change]] = {
        f"handler of {one.name}": (partial(signal.getsignal, one), partial(signal.signal, one, _ring))
        for one in (
            signal.SIGINT,
            signal.SIGTERM,
            signal.SIGALRM,
            signal.SIGCHLD,
            signal.SIGUSR1,
            signal.SIGUSR2,
        )
    }
    timers: dict[str, tuple[Read, Change]] = {
        f"timer {which}": (partial(signal.getitimer, which), partial(_start, which, number))
        for which, number in (
            (signal.ITIMER_REAL, signal.SIGALRM),
            (signal.ITIMER_VIRTUAL, signal.SIGVTALRM),
            (signal.ITIMER_PROF, signal.SIGPROF),
        )
    }
    lists: dict[str, tuple[Read, Change]] = {
        "arguments": (lambda: list(sys.argv), lambda: sys.argv.append("--more")),
        "arguments, another list": (lambda: id(sys.argv), lambda: setattr(sys, "argv", ["other"])),
        "import path": (lambda: list(sys.path), lambda: sys.path.insert(0, "/nowhere")),
        "warning filters": (lambda: list(warnings.filters), lambda: warnings.simplefilter("ignore")),
        "warnings shown": (lambda: warnings.showwarning, lambda: logging.captureWarnings(True)),
    }
    environment: dict[str, tuple[Read, Change]] = {
        "new variable": (lambda: os.environ.get("FRESH_X"), lambda: os.environ.update(FRESH_X="1")),
        "variable": (lambda: os.environ["PATH"], lambda: os.environ.update(PATH="/nowhere")),
        "variable gone": (lambda: os.environ.get("PATH"), lambda: os.environ.pop("PATH")),
        "time zone": (
            lambda: (os.environ.get("TZ"), time.tzname),
            lambda: _move_to("XYZ+5"),
        ),
        "working directory": (os.getcwd, lambda: os.chdir("/")),
        "umask": (_umask, lambda: os.umask(0o137)),
    }
    return handlers | timers | lists | environment


def _of_the_interpreter() -> dict[str, tuple[Read, Change]]:
    """The same, of Python and its libraries."""
    interpreter: dict[str, tuple[Read, Change]] = {
        "standard output": (lambda: sys.stdout, lambda: setattr(sys, "stdout", None)),
        "standard error": (lambda: sys.stderr, lambda: setattr(sys, "stderr", sys.stdout)),
        "standard input": (lambda: sys.stdin, lambda: setattr(sys, "stdin", None)),
        "profile function": (sys.getprofile, lambda: sys.setprofile(lambda *_: None)),
        "garbage collection": (gc.isenabled, _switch_collection),
        "recursion limit": (sys.getrecursionlimit, lambda: sys.setrecursionlimit(5000)),
        "sys.exit": (lambda: sys.exit, lambda: setattr(sys, "exit", exit)),
        "exception hook": (lambda: sys.excepthook, lambda: setattr(sys, "excepthook", print)),
        "context variable": (COLOUR.get, lambda: COLOUR.set("blue")),
    }
    libraries: dict[str, tuple[Read, Change]] = {
        "socket timeout": (socket.getdefaulttimeout, lambda: socket.setdefaulttimeout(3)),
        "decimal precision": (
            lambda: decimal.getcontext().prec,
            lambda: setattr(decimal.getcontext(), "prec", 3),
        ),
        "decimal traps": (
            lambda: decimal.getcontext().traps[decimal.Inexact],
            lambda: decimal.getcontext().traps.update({decimal.Inexact: True}),
        ),
        "decimal flags": (
            lambda: decimal.getcontext().flags[decimal.Rounded],
            lambda: decimal.Decimal(1) / decimal.Decimal(3),
        ),
        "decimal context": (
            lambda: id(decimal.getcontext()),
            lambda: decimal.setcontext(decimal.Context(prec=5)),
        ),
        "NumPy's errstate": (np.geterr, lambda: np.seterr(all="raise")),
        "NumPy's print options": (
            lambda: np.get_printoptions()["precision"],
            lambda: np.set_printoptions(precision=2),
        ),
    }
    return interpreter | libraries


CHANGES = _of_the_process() | _of_the_interpreter()


@pytest.mark.parametrize("name", CHANGES)
def test_it_is_found_as_the_first_task_found_it(name: str) -> None:
    read, change = CHANGES[name]
    with warm() as fresh:
        task(fresh, lambda: None)
        before = read()
        task(fresh, change)
        assert task(fresh, read) == before
        task(fresh, change)
        assert task(fresh, read) == before


def test_a_trace_function_that_a_task_sets_ends_with_it() -> None:
    before = sys.gettrace()
    with warm() as fresh:
        task(fresh, lambda: sys.settrace(_no_trace))
        assert sys.gettrace() is before


def _no_trace(frame: FrameType, event: str, argument: Any) -> None:
    return None


def test_all_of_it_at_once() -> None:
    """In whatever order things are put back."""
    with warm() as fresh:
        before = {name: read() for name, (read, _) in CHANGES.items()}

        def everything() -> None:
            for name, (_, change) in CHANGES.items():
                if name != "decimal traps":  # it would make the flag an error
                    change()

        task(fresh, everything)
        assert task(fresh, lambda: {name: read() for name, (read, _) in CHANGES.items()}) == before


def test_a_context_that_the_file_had_kept_is_still_the_current_one() -> None:
    mine = decimal.getcontext()
    with warm() as fresh:
        task(fresh, lambda: decimal.setcontext(decimal.Context(prec=2)))
        assert decimal.getcontext() is mine


def test_a_folder_that_the_task_left_and_removed(tmp_path: Path) -> None:
    """`with TemporaryDirectory() as folder: os.chdir(folder)`."""
    here = os.getcwd()

    def leave() -> None:
        (tmp_path / "gone").mkdir()
        os.chdir(tmp_path / "gone")
        (tmp_path / "gone").rmdir()

    with warm() as fresh:
        task(fresh, leave)
        assert os.getcwd() == here


def test_a_folder_that_cannot_be_gone_back_to_is_told_once(tmp_path: Path) -> None:
    here = os.getcwd()
    (tmp_path / "home").mkdir()
    os.chdir(tmp_path / "home")
    try:
        with warm() as fresh:
            (tmp_path / "home").rmdir()
            fresh.begin("work", (), 0, 0, 0)
            os.chdir("/")
            said = fresh.end()
            fresh.begin("work", (), 1, 0, 0)
            assert fresh.end() == []
    finally:
        os.chdir(here)
    assert said[0].startswith(
        "A task of step *work* changed the working directory, which cannot be put back (No "
    )
    assert "@isolate" in said[0]


class RingsOnce:
    """A standard stream in whose comparison the alarm of the task rings."""

    rung = False

    def __eq__(self, other: object) -> bool:
        if not self.rung:
            self.rung = True
            _ring(signal.SIGALRM, None)
        return False

    __hash__ = None  # type: ignore[assignment]


def test_an_alarm_that_rings_while_things_are_put_back_harms_nobody() -> None:
    """The task's handler raises inside our own code; its timer is off by then, and we go through it again."""
    stream = RingsOnce()
    before = sys.stdin
    with warm() as fresh:
        task(fresh, lambda: setattr(sys, "stdin", stream))
        assert sys.stdin is before
    assert stream.rung


def test_a_warning_is_shown_to_each_task_and_once_in_it(recwarn: pytest.WarningsRecorder) -> None:
    """As if each had a process of its own; else the first item of each worker would have it in its log."""
    warnings.simplefilter("default")

    def warn_twice() -> None:
        for _ in range(2):
            warnings.warn("mind the gap", UserWarning, stacklevel=1)

    with warm() as fresh:
        for index in range(3):
            task(fresh, warn_twice, index=index)
            assert len(recwarn) == index + 1


WRITERS = frozenset(
    {"putenv", "unsetenv", "chdir", "signal", "setitimer", "settrace", "setprofile", "setrecursionlimit"}
    | {"enable", "disable", "set", "setdefaulttimeout", "tzset", "setattr", "__setattr__"}
)


def _called_in_end_after(change: Change) -> set[str]:
    """The C functions that write something, of those that `end` calls."""
    called: set[str] = set()

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if event == "c_call":
            called.add(argument.__name__)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        with warm() as fresh:
            task(fresh, lambda: None)
            fresh.begin("work", (), 0, 0, 0)
            change()
            called.clear()
            fresh.end()
            return called & WRITERS
    finally:
        sys.setprofile(before)


def test_nothing_is_written_when_nothing_was_changed() -> None:
    assert _called_in_end_after(lambda: None) == set()


@pytest.mark.parametrize(
    ("change", "written"),
    [
        (lambda: os.chdir("/"), {"chdir"}),
        (lambda: os.environ.update(FRESH_X="1"), {"unsetenv"}),
        (lambda: os.environ.update(PATH="/nowhere"), {"putenv"}),
        (lambda: signal.signal(signal.SIGUSR1, _ring), {"signal"}),
        (lambda: socket.setdefaulttimeout(3), {"setdefaulttimeout"}),
        (lambda: sys.setrecursionlimit(5000), {"setrecursionlimit"}),
    ],
)
def test_only_what_was_changed_is_written(change: Change, written: set[str]) -> None:
    assert _called_in_end_after(change) == written


def test_a_million_unchanged_tasks_leave_no_memory_behind() -> None:
    """Measured over a thousand."""
    with warm() as fresh:
        for index in range(3000):  # Python keeps up to 2,000 freed tuples for later
            task(fresh, lambda: None, index=index)
        tracemalloc.start()
        try:
            before = tracemalloc.get_traced_memory()[0]
            for index in range(1000):
                task(fresh, lambda: None, index=index)
            assert tracemalloc.get_traced_memory()[0] - before < 2_000
        finally:
            tracemalloc.stop()


def test_what_is_read_quickly_is_what_is_put_back() -> None:
    """The quick form lists them by hand, in the same order."""
    read = tuple(setting.read() for setting in settings.quick_settings())
    assert settings.quick() == read


def test_pyplot_figures_are_closed_between_tasks() -> None:
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("agg")
    plt.close("all")
    mine = plt.figure()
    with warm() as fresh:
        task(fresh, plt.figure)
        assert plt.get_fignums() == [mine.number]
    plt.close("all")
