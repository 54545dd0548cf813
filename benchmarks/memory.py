"""How much memory a command's processes take while it runs: their proportional set size (PSS), sampled.

A page that processes share counts for each by its part, so that the sum is what the machine has to have.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.commands import Command

SAMPLE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Peak:
    """The most that was seen, in megabytes: of the driver, the largest other process, all together."""

    driver: float
    largest: float
    together: float


def peak(command: Command) -> Peak:
    """Run the command, and look at its processes again and again."""
    most = Peak(0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="fanfold-bench-") as folder:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        environment["FANFOLD_HOME"] = f"{folder}/runs"
        process = subprocess.Popen(
            [sys.executable, *command.arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        while process.poll() is None:
            sizes = {pid: _megabytes(pid) for pid in _tree(process.pid)}
            others = [size for pid, size in sizes.items() if pid != process.pid]
            most = Peak(
                max(most.driver, sizes.get(process.pid, 0)),
                max([most.largest, *others]),
                max(most.together, sum(sizes.values())),
            )
            time.sleep(SAMPLE_SECONDS)
    if process.returncode:
        raise SystemExit(f"{' '.join(command.arguments)} failed with exit code {process.returncode}")
    return most


def _tree(pid: int) -> list[int]:
    """The process and all below it."""
    try:
        children = "".join(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    except OSError:  # it has just ended
        return [pid]
    return [pid, *(each for child in children.split() for each in _tree(int(child)))]


def _megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has just ended
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
