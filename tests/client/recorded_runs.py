"""Runs for the client's tests, each recorded once by a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from fanfold.client.run import Run
from tests.flow_process import FlowProcess, run_file

FLOWS = Path(__file__).parent / "flows"
USER = "tester"
"""Who `run_file` runs flows as."""


def record(file: str, *arguments: str, home: Path) -> FlowProcess:
    """Run a flow of this folder, recording below `home`."""
    return run_file(FLOWS / file, *arguments, home=home)


def begin(file: str, *arguments: str, home: Path) -> subprocess.Popen[str]:
    """The same, without waiting for its end. The first line of its output says that it has begun."""
    environment = {**os.environ, "FANFOLD_HOME": str(home), "USER": USER, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, str(FLOWS / file), "run", *arguments],
        env=environment,
        cwd=FLOWS,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def ids(run: Run, step: str) -> list[str]:
    """The ids of a step's tasks, as iteration gives them."""
    return [task.id for task in run[step]]
