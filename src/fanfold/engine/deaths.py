"""Why a process died, in words."""

from __future__ import annotations

import os
import signal


def cause_of_death(status: int, *, oom_kills: int = 0) -> tuple[str, str]:
    """(type, sentence) for a wait status of a process that died under its task."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        name = _signal_name(number)
        if number == signal.SIGKILL and oom_kills:
            return name, "The task's process was killed by the kernel: out of memory."
        return name, f"The task's process was killed by {name}{_hint(number)}."
    code = os.WEXITSTATUS(status)
    return (
        "exit",
        f"The task's process ended with exit code {code} (os._exit, or a library that ends the process).",
    )


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _hint(number: int) -> str:
    if number == signal.SIGSEGV:
        return " (a crash in native code)"
    if number == signal.SIGKILL:
        return " (someone, or the kernel when memory runs out)"
    return ""


class OomCounter:
    """How many processes the kernel has killed for memory since it was last asked."""

    def __init__(self) -> None:
        self._last = _oom_kills()

    def more(self) -> int:
        """The number since the last call; 0 where the kernel does not tell."""
        now = _oom_kills()
        more, self._last = now - self._last, now
        return more


def _oom_kills() -> int:
    try:
        with open("/proc/vmstat") as file:
            return next((int(line.split()[1]) for line in file if line.startswith("oom_kill ")), 0)
    except OSError:
        return 0
