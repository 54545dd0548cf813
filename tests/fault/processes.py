"""The processes of a run: starting one, finding all of it, and seeing it gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TypeVar

from tests.flow_process import PROCESS_SECONDS_MAX, FlowProcess

GONE_SECONDS_MAX = 10.0
"""Within this everything of a run must be gone after its driver was killed; a quiet machine needs one.
"""

_POLL_SECONDS = 0.005
Found = TypeVar("Found")


@contextmanager
def started(file: Path, *words: str, home: Path, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """`python FILE WORDS`, while it runs; whatever is left below `home` at the end is killed."""
    with beside(file, *words, home=home, **variables) as process:
        try:
            yield process
        finally:
            for pid in of_run(home):
                kill(pid)


@contextmanager
def beside(file: Path, *words: str, home: Path, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """The same, beside another run of `home`, which is let alone."""
    with subprocess.Popen(
        [sys.executable, str(file), *words],
        cwd=file.parent,
        env=environment(home, variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def ran(file: Path, *words: str, home: Path, **variables: str) -> FlowProcess:
    """`python FILE WORDS`, to its end."""
    with started(file, *words, home=home, **variables) as process:
        return ended(process)


def ended(process: subprocess.Popen[str]) -> FlowProcess:
    """What a started process leaves, once it has ended."""
    out, err = process.communicate(timeout=PROCESS_SECONDS_MAX)
    return FlowProcess(process.returncode, out, err)


def environment(home: Path, variables: dict[str, str]) -> dict[str, str]:
    """This process's own, without settings that tests do not mean."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FANFOLD_", "PYTHON"))}
    return {**kept, "FANFOLD_HOME": str(home), "USER": "tester", **variables}


def of_run(home: Path) -> list[int]:
    """All processes that were started to record below `home`, and their children: the variable says so."""
    token = f"FANFOLD_HOME={home}".encode()
    return [pid for pid in _pids() if token in _variables(pid) and state(pid) not in "ZX"]


def children(parent: int) -> list[int]:
    """The children of a process, oldest first."""
    found = [(started, pid) for pid in _pids() for ppid, started in _kin(pid) if ppid == parent]
    return [pid for _, pid in sorted(found)]


def zygote_of(driver: int) -> int:
    """The process that starts workers: it comes before any of them."""
    return children(driver)[0]


def state(pid: int) -> str:
    """The kernel's letter for what a process does: T is stopped, Z is dead; X: there is none."""
    fields = _stat(pid)
    return fields[0] if fields else "X"


def stopped(file: Path) -> int:
    """The process that `stops` stopped, once it has."""

    def look() -> int:
        pid = int(file.read_text()) if file.exists() else 0
        return pid if pid and state(pid) in "TX" else 0

    return until(look, "a process to stop at its point")


def left_of_run(home: Path) -> list[int]:
    """The processes of a run that are still there when they ought to be gone."""
    give_up = monotonic() + GONE_SECONDS_MAX
    while (left := of_run(home)) and monotonic() < give_up:
        sleep(_POLL_SECONDS)
    return left


def until(look: Callable[[], Found], what: str) -> Found:
    """What `look` finds, once it finds something."""
    give_up = monotonic() + PROCESS_SECONDS_MAX
    while monotonic() < give_up:
        if found := look():
            return found
        sleep(_POLL_SECONDS)
    raise AssertionError(f"waited in vain for {what}")


def kill(pid: int, number: int = signal.SIGKILL) -> None:
    """Send a signal to a process, if it is there."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _pids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _variables(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _kin(pid: int) -> Iterator[tuple[int, int]]:
    fields = _stat(pid)
    if fields:
        yield int(fields[1]), int(fields[19])


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
