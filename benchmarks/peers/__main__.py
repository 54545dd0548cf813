"""`python -m benchmarks.peers`: the cost of an item in other engines, each over as many items as it can bear.

As in `benchmarks`: whole commands, and the difference of two wall times over the difference of their counts.
What is not installed is left out; `make bench-peers` installs what `peers.txt` lists.
"""

from __future__ import annotations

import importlib.metadata
import sys
from dataclasses import dataclass

from benchmarks.commands import Command, flow, medians, peer
from benchmarks.machine import machine

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine: its package, and two counts of items between which its cost shows in reasonable time."""

    package: str
    small: int
    large: int

    def command(self, count: int) -> Command:
        """Its script over `count` items."""
        if self.package == "fanfold":
            return flow("squares", "--count", str(count))
        return peer(f"engines/{self.package.partition('.')[0]}_squares", str(count))


ENGINES = [
    Engine("fanfold", 1_000, 100_000),
    Engine("joblib", 1_000, 100_000),
    Engine("dask", 1_000, 10_000),
    Engine("ray", 1_000, 10_000),
    Engine("metaflow", 4, 24),
]


def main() -> int:
    """Print a table of the engines that are installed."""
    for name, value in machine().items():
        print(f"- {name}: {value}")
    print("\n| engine | version | items | whole command | cost of an item |\n|---|---|--:|--:|--:|")
    for engine in ENGINES:
        try:
            version = importlib.metadata.version(engine.package)
        except importlib.metadata.PackageNotFoundError:
            print(f"{engine.package} is not installed", file=sys.stderr)
            continue
        small, large = medians([engine.command(engine.small), engine.command(engine.large)], rounds=ROUNDS)
        item_seconds = (large.wall_seconds - small.wall_seconds) / (engine.large - engine.small)
        row = [
            engine.package,
            version,
            f"{engine.large:,}",
            f"{large.wall_seconds:.2f} s",
            f"{item_seconds * 1e6:,.1f} µs",
        ]
        print(f"| {' | '.join(row)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
