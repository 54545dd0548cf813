"""`make soak`: random kills over flows with nested fans, for minutes. Prints its seed; `--seed` takes one.

python -m tests.soak [--seed N] [--kills N] [--jobs N] [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from random import SystemRandom
from threading import Lock

from tests.soak.history import Figures, History

KILLS_OF_ONE_MAX = 25


def main() -> int:
    """The exit code: 0 if nothing was lost, repeated or wrong."""
    words = _words()
    print(f"soak --seed {words.seed} --kills {words.kills}", flush=True)
    begun = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="soak-", dir=words.folder))
    total = _soak(words, folder)
    print(_summary(total, time.monotonic() - begun))
    if total.lost or total.recorded_twice or total.repeated_after_record or total.wrong:
        print(f"The histories are in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="soak", description="Kill at random, resume, compare.")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6))
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=2, help="Histories at once.")
    parser.add_argument("--folder", help="Where to run; a disk with some room.")
    return parser.parse_args()


def _soak(words: argparse.Namespace, folder: Path) -> Figures:
    """Histories, some at once, until there were kills enough. Their seeds follow from the one seed."""
    total, numbers, turn = Figures(), count(1), Lock()

    def live_on() -> None:
        while True:
            with turn:
                if len(total.kills) >= words.kills or total.wrong:
                    return
                number = next(numbers)
            figures = _live(History(f"{words.seed}/{number}", folder / str(number), KILLS_OF_ONE_MAX))
            with turn:
                total.add(figures)
                print(f"\r{len(total.kills)} kills", end="", file=sys.stderr, flush=True)

    with ThreadPoolExecutor(words.jobs) as pool:
        for future in [pool.submit(live_on) for _ in range(words.jobs)]:
            future.result()
    print(file=sys.stderr)
    return total


def _live(history: History) -> Figures:
    history.home.parent.mkdir()
    figures = history.go()
    if not figures.wrong:  # some histories are large, and there are many
        shutil.rmtree(history.home.parent)
    return figures


def _summary(total: Figures, seconds: float) -> str:
    kills = Counter(each.victim for each in total.kills)
    count = max(1, len(total.kills))
    lines = [
        f"{len(total.kills)} kills in {seconds:.0f} s over {total.processes} processes, {total.tasks} tasks: "
        + ", ".join(f"{number} {victim}s" for victim, number in sorted(kills.items())),
        f"lost: {total.lost}",
        f"recorded twice: {total.recorded_twice}",
        f"repeated though recorded: {total.repeated_after_record}",
        f"wasted: {total.wasted_items} items ({total.wasted_items / count:.2f} per kill)",
        f"wasted: {total.wasted_seconds:.2f} s ({total.wasted_seconds * 1000 / count:.1f} ms per kill)",
        *(f"WRONG {each}" for each in total.wrong),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
