"""Timing a whole command: what a user waits for, from Enter to the prompt, and what it cost the cores."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Command:
    """A command line for this interpreter. `isolated` is for bare Python: no environment, no user's site."""

    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timing:
    """One command, once: seconds on the wall, and seconds of core time of all its processes."""

    wall_seconds: float
    core_seconds: float
    disk_bytes: int = 0
    """What lay in its folder at the end, each hard link once."""


def flow(name: str, *options: str) -> Command:
    """`python benchmarks/flows/NAME.py run OPTIONS`."""
    return Command((str(FOLDER / "flows" / f"{name}.py"), "run", *options))


def peer(name: str, *arguments: str) -> Command:
    """`python benchmarks/peers/NAME.py ARGUMENTS`."""
    return Command((str(FOLDER / "peers" / f"{name}.py"), *arguments))


def statement(code: str) -> Command:
    """`python -c CODE`."""
    return Command(("-c", code))


def time_once(command: Command, *, before: Command | None = None) -> Timing:
    """Run the command in an empty folder of its own, or in one where `before` ran, which is not counted.

    Raises `SystemExit` with what it wrote if it fails.
    """
    with tempfile.TemporaryDirectory(prefix="fanfold-bench-") as folder:
        if before is not None:
            _run(before, folder)
        start = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.perf_counter()
        _run(command, folder)
        wall_seconds = time.perf_counter() - begun
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        disk_bytes = bytes_below(Path(folder))
    core_seconds = (end.ru_utime - start.ru_utime) + (end.ru_stime - start.ru_stime)
    return Timing(wall_seconds, core_seconds, disk_bytes)


def _run(command: Command, folder: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["FANFOLD_HOME"] = f"{folder}/runs"
    done = subprocess.run(
        [sys.executable, *command.arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stdout + done.stderr
        raise SystemExit(f"{' '.join(command.arguments)} failed with exit code {done.returncode}:\n{said}")


def bytes_below(folder: Path) -> int:
    """What the files in a folder take on the disk."""
    found = {(it.st_dev, it.st_ino): it.st_blocks * 512 for it in map(os.lstat, folder.rglob("*"))}
    return sum(found.values())


def medians(commands: Sequence[Command], *, rounds: int, warm_up: bool = True) -> list[Timing]:
    """The median of each command over `rounds` rounds.

    The commands take turns, so that what else the machine does meets all of them; one round before the first
    is not counted, since it finds no .pyc files and a cold disk. Where a command runs so long that this is
    nothing, `warm_up` is False.
    """
    for command in commands if warm_up else ():
        time_once(command)
    taken = [[time_once(command) for command in commands] for _ in range(rounds)]
    return [
        Timing(
            median(one.wall_seconds for one in column),
            median(one.core_seconds for one in column),
            column[-1].disk_bytes,
        )
        for column in zip(*taken, strict=True)
    ]
