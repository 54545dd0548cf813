"""Running the flows in `flows/`, and looking at processes that ought to be gone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from tests.flow_process import FlowProcess

FLOWS = Path(__file__).parent / "flows"
PROCESS_SECONDS_MAX = 120
_POLL_SECONDS = 0.01


def run_flow(name: str, home: Path, **variables: str) -> FlowProcess:
    """`python NAME.py run` with these variables, in a folder of its own."""
    done = subprocess.run(
        command(name),
        env=environment(home, variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=PROCESS_SECONDS_MAX,
        check=False,
    )
    return FlowProcess(done.returncode, done.stdout, done.stderr)


@contextmanager
def running(name: str, home: Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """The same, while it runs."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command(name), env=environment(home, variables), stdin=quiet, stdout=quiet, stderr=quiet
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def command(name: str) -> list[str]:
    """What starts the flow."""
    return [sys.executable, str(FLOWS / f"{name}.py"), "run"]


def environment(home: Path, variables: dict[str, str]) -> dict[str, str]:
    """This process's own, without settings that tests do not mean."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FANFOLD_", "PYTHON"))}
    return {**kept, "FANFOLD_HOME": str(home), "USER": "tester", **variables}


def lines_of(done: FlowProcess, word: str) -> list[str]:
    """What tasks and main block printed in lines that begin with this word, without it."""
    lines = [line.rpartition("] ")[2] for line in (done.out + done.err).splitlines()]
    return [line.removeprefix(word).strip() for line in lines if line.startswith(word)]


def wait_until_gone(pids: Iterable[int], *, seconds: float) -> set[int]:
    """Those of these processes that are still there after so long."""
    give_up = monotonic() + seconds
    left = set(filter(is_alive, pids))
    while left and monotonic() < give_up:
        sleep(_POLL_SECONDS)
        left = set(filter(is_alive, left))
    return left


def wait_for_lines(path: Path, count: int) -> list[str]:
    """The lines of a file, once there are so many."""
    give_up = monotonic() + PROCESS_SECONDS_MAX
    while monotonic() < give_up:
        lines = path.read_text().splitlines() if path.exists() else []
        if len(lines) >= count:
            return lines
        sleep(_POLL_SECONDS)
    raise AssertionError(f"{path} did not come to have {count} lines")


def is_alive(pid: int) -> bool:
    """Whether the process runs: one that is dead and not reaped does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"
