"""What a task leaves behind and nobody can put back: threads, child processes, open descriptors.

Later items of the process run beside them, so the user is told, each kind once. To count threads costs
nothing; to list children and descriptors costs tens of microseconds, and what leaks stays: so that is done
after a process's first task, its second, its fourth and so on, and otherwise once in 50 milliseconds. Only
Linux lists them.
"""

from __future__ import annotations

import _thread
import os
import sys
from collections.abc import Iterable
from time import monotonic
from typing import Any

_SECONDS_BETWEEN = 0.05
_NAMES_MAX = 3
_FINE = ("/dev/", "/proc/", "/sys/", "anon_inode:", "/memfd:")
"""Descriptors of such things are kept by libraries for good reasons; files, sockets and pipes are
forgotten.
"""


class Leftovers:
    """Knows what was there before the first task. What lies in the folder `home` is the engine's."""

    def __init__(self, home: str) -> None:
        self._fine = (*_FINE, home) if home else _FINE
        self._threads = _idents()
        self._threads_count = _thread._count()
        self._before = (self._threads, self._threads_count)
        self._children = _children()
        self._descriptors = {number for number in _descriptors() if _target(number)}
        self._told: set[str] = set()
        self._tasks = 0
        self._next_seconds = 0.0

    def expect(self, descriptors: Iterable[int]) -> None:
        """These were opened by the engine: no task leaves them behind."""
        self._descriptors.update(descriptors)

    def expect_all(self) -> None:
        """Whatever is open now is not a task's."""
        self.expect(number for number in _descriptors() if _target(number))

    def import_begins(self) -> None:
        """A module is about to run."""
        self._before = (_idents(), _thread._count())

    def import_ends(self) -> None:
        """The threads that it started are not the task's fault."""
        threads, count = self._before
        self._threads |= _idents() - threads
        self._threads_count += _thread._count() - count

    def found(self, step: str) -> list[str]:
        """Sentences on what is there that was not, each kind once."""
        said: list[str] = []
        if _thread._count() > self._threads_count and "thread" not in self._told:
            said = self._tell(step, "thread", "running", self._new_threads())
        self._tasks = tasks = self._tasks + 1
        if tasks & (tasks - 1) == 0 or monotonic() >= self._next_seconds:
            said = said + self._tell(step, "child process", "running", self._new_children())
            said += self._tell(step, "open file or socket", "open", self._new_descriptors())
            self._next_seconds = monotonic() + _SECONDS_BETWEEN
        return said

    def _new_threads(self) -> list[str]:
        names = [thread.name for thread in _threads() if thread.ident not in self._threads]
        nameless = _thread._count() - self._threads_count - len(names)
        return names + ["nameless"] * nameless

    def _new_children(self) -> list[str]:
        if "child process" in self._told:
            return []
        return [_text(f"/proc/{child}/comm") or str(child) for child in _children() - self._children]

    def _new_descriptors(self) -> list[str]:
        if "open file or socket" in self._told:
            return []
        new = {number: _target(number) for number in _descriptors() if number not in self._descriptors}
        fine = {
            number
            for number, target in new.items()
            if target.startswith(self._fine) or target.endswith(".pack")
        }
        self._descriptors |= fine
        return [target for number, target in new.items() if target and number not in fine]

    def _tell(self, step: str, kind: str, how: str, names: list[str]) -> list[str]:
        """One sentence on all of a kind, or none."""
        if not names:
            return []
        self._told.add(kind)
        shown = ", ".join(sorted(names)[:_NAMES_MAX]) + (", …" if len(names) > _NAMES_MAX else "")
        what, it = _COUNTED[kind] if len(names) > 1 else _SINGLE[kind], "them" if len(names) > 1 else "it"
        sentence = (
            f"A task of step *{step}* left {what.format(len(names))} {how} ({shown}). Later items of this "
            f"process live with {it}. {_REMEDIES[kind].format(it)}, or mark the step @isolate: each item "
            "then has a process of its own."
        )
        return [sentence]


_SINGLE = {
    "thread": "a thread",
    "child process": "a child process",
    "open file or socket": "a file or socket",
}
_COUNTED = {
    "thread": "{} threads",
    "child process": "{} child processes",
    "open file or socket": "{} files or sockets",
}
_REMEDIES = {"thread": "Join {}", "child process": "Wait for {}", "open file or socket": "Close {}"}


def _threads() -> list[Any]:
    """Python's threads, if anybody could have started one by name."""
    threading = sys.modules.get("threading")
    return [] if threading is None else threading.enumerate()


def _idents() -> set[int | None]:
    return {thread.ident for thread in _threads()}


def _children() -> set[int]:
    """The processes that this one started and that still run, save multiprocessing's own tracker."""
    tracker = getattr(sys.modules.get("multiprocessing.resource_tracker"), "_resource_tracker", None)
    found: set[int] = set()
    for thread in _listed("/proc/self/task"):
        found |= set(map(int, _text(f"/proc/self/task/{thread}/children").split()))
    found.discard(getattr(tracker, "_pid", None) or 0)
    return {child for child in found if not _has_ended(child)}


def _has_ended(process: int) -> bool:
    """Ended, but not yet waited for."""
    return _text(f"/proc/{process}/stat").rpartition(")")[2][:2] in ("", " Z")


def _descriptors() -> list[int]:
    return [int(number) for number in _listed("/proc/self/fd")]


def _target(descriptor: int) -> str:
    """What a descriptor is open on; nothing if it was closed since."""
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        return ""


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:  # not Linux
        return []


def _text(path: str) -> str:
    """A small file of the kernel's; nothing if there is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        return os.read(descriptor, 65536).decode(errors="replace").strip("\n")
    except OSError:  # the process ended while we read
        return ""
    finally:
        os.close(descriptor)
