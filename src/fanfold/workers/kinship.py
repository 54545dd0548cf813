"""Who dies with whom, and whose child an orphan becomes: what Linux lets a process say of its parent."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

_SET_PDEATHSIG = 1
_SET_CHILD_SUBREAPER = 36

_prctl: list[Callable[[int, int], int]] = []


def load() -> None:
    """Load what the others need: whoever is forked afterwards has it."""
    if sys.platform == "linux" and not _prctl:
        import ctypes

        _prctl.append(ctypes.CDLL(None).prctl)


def die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent dies, and end now if it is dead already.

    It is the parent's *thread* that counts, so a parent starts all its children from one that lives on.
    """
    _set(_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def outlive_parent() -> None:
    """Take `die_with` back."""
    _set(_SET_PDEATHSIG, 0)


def adopt_orphans() -> None:
    """Have orphans below become this process's children, so that it learns how they end."""
    _set(_SET_CHILD_SUBREAPER, 1)


def children() -> set[int]:
    """The processes that this one started or adopted and that nobody has waited for; none where the kernel
    does not list them.
    """
    found: set[int] = set()
    try:
        for thread in os.listdir("/proc/self/task"):
            with open(f"/proc/self/task/{thread}/children") as file:
                found.update(map(int, file.read().split()))
    except OSError:
        pass
    return found


def _set(option: int, value: int) -> None:
    if sys.platform != "linux":
        return
    load()
    _prctl[0](option, value)
