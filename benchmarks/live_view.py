"""What the live view costs: a run over 100,000 items, on a terminal and into a pipe by turns.

    python -m benchmarks.live_view [PAIRS]

Prints the processor time (user and system) of the driver and of the whole run, the medians of both ways, and
the median of what a pair differs by. Pairs, since one minute of a machine differs from the next.
"""

from __future__ import annotations

import os
import random
import struct
import subprocess
import sys
from fcntl import ioctl
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from termios import TIOCSWINSZ
from typing import NamedTuple

COUNT = 100_000
PAIRS = 8
FLOW = Path(__file__).parent / "flows" / "squares.py"
START = """
import atexit, os, resource, runpy, sys

def told(own=os.getpid(), file=sys.argv.pop(1)):
    if os.getpid() == own:
        used = resource.getrusage(resource.RUSAGE_SELF)
        open(file, "w").write(str(used.ru_utime + used.ru_stime))

atexit.register(told)
sys.argv.pop(0)
runpy.run_path(sys.argv[0], run_name="__main__")
"""


class Used(NamedTuple):
    """Seconds of processor time of one run."""

    driver: float
    whole: float


def run(home: str, *, on_terminal: bool) -> Used:
    """One run, and what it used."""
    told = Path(home) / "driver-seconds"
    environment = os.environ | {"FANFOLD_HOME": home, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    environment.pop("CI", None)
    reader, writer = os.openpty() if on_terminal else os.pipe()
    if on_terminal:
        ioctl(writer, TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    words = [sys.executable, "-c", START, str(told), str(FLOW), "run", "--count", str(COUNT)]
    process = subprocess.Popen(words, stdout=writer, env=environment)
    os.close(writer)
    drawings = _read_all(reader).count(b"\x1b[K")
    assert bool(drawings) == on_terminal, "a view is drawn on a terminal, and there only"
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert not process.returncode, process.returncode
    return Used(float(told.read_text()), used.ru_utime + used.ru_stime)


def _read_all(reader: int) -> bytes:
    found = b""
    try:
        while data := os.read(reader, 65536):
            found += data
    except OSError:  # how a terminal says that nobody writes any more
        pass
    os.close(reader)
    return found


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    drawn: list[Used] = []
    plain: list[Used] = []
    for _ in range(pairs):
        with TemporaryDirectory() as home:
            for on_terminal in random.sample([True, False], 2):
                (drawn if on_terminal else plain).append(run(home, on_terminal=on_terminal))
    for name in Used._fields:
        with_it, without = ([getattr(each, name) for each in found] for found in (drawn, plain))
        more = median(one - other for one, other in zip(with_it, without, strict=True))
        share = more / median(without)
        print(
            f"{name:7} {median(with_it):.3f} s on a terminal, {median(without):.3f} s into a pipe, ", end=""
        )
        print(f"{more * 1000:+.0f} ms in a pair ({share:+.1%})", flush=True)


if __name__ == "__main__":
    main()
