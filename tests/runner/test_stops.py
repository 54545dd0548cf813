"""A run that was called from Python, stopped from outside."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fault.processes import children, ended, environment, kill, left_of_run, of_run, until

pytestmark = pytest.mark.processes

WAITING = Path(__file__).parent / "flows" / "waiting.py"


def interrupt(host: int) -> None:
    """As Ctrl-C in a notebook: to the host alone."""
    kill(host, signal.SIGINT)


def kill_driver(host: int) -> None:
    """As the kernel does when memory runs out."""
    kill(children(host)[0])


@pytest.mark.parametrize(
    ("way", "stop", "said"),
    [
        ("run", interrupt, "interrupted interrupted"),
        ("run", kill_driver, "error was killed by SIGKILL. killed"),
        ("run", kill, ""),
        ("runner", interrupt, "interrupted interrupted"),
        ("runner", kill, ""),
    ],
)
def test_a_run_that_is_stopped_says_how_and_nothing_of_it_stays(
    way: str, stop: Callable[[int], None], said: str, tmp_path: Path
) -> None:
    home, mark = tmp_path / "runs", tmp_path / "mark"
    host = subprocess.Popen(
        [sys.executable, str(WAITING), str(mark), way],
        env=environment(home, {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until(mark.exists, "the task to run")
        assert len(of_run(home)) >= 4, "host, driver, zygote, worker"
        stop(host.pid)
        done = ended(host)
    finally:
        host.kill()
    assert done.out.strip() == said, done
    assert left_of_run(home) == []
