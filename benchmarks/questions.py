"""Makes a run of 100,000 tasks, and times what the client answers; prints a name and seconds on each line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from fanfold import Flow, Step

COUNT = 100_000
QUESTIONS: dict[str, Callable[[Step], Any]] = {
    "failed": lambda step: step.failed(),
    "slowest": lambda step: step.slowest(20),
    "values": lambda step: step.values("squared"),
    "table": lambda step: step.table(),
    "iterating": lambda step: sum(1 for _ in step.tasks()),
}


def main() -> None:
    file = str(Path(__file__).parent / "flows" / "squares.py")
    subprocess.run(
        [sys.executable, file, "run", "--count", str(COUNT)], check=True, stdout=subprocess.DEVNULL
    )
    for name, ask in QUESTIONS.items():
        run = Flow("SquaresFlow").latest_run
        assert run is not None
        begun = perf_counter()
        ask(run["square"])
        print(name, perf_counter() - begun)


if __name__ == "__main__":
    main()
