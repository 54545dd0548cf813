"""`python -m benchmarks.peers`: the cost of an item in other engines, each over as many items as it can bear.

As in `benchmarks`: whole commands, and the difference of two times over the difference of their counts. Two
processes each, or two threads where an engine has no processes. What is not installed is left out, and what
fails is told; `make bench-peers` installs what `peers.txt` lists.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

from benchmarks.commands import Command, Timing, medians
from benchmarks.machine import machine
from benchmarks.peers.engine import ARRAYS, ENGINES, Engine
from benchmarks.table import RESULTS

Row = dict[str, Any]


def main() -> int:
    """Exit code 1 if an engine that is installed failed."""
    options = _parser().parse_args()
    where = machine()
    items = list(_items(options.only))
    arrays = [] if options.only else list(_arrays())
    text = "\n".join([*(f"- {name}: {value}" for name, value in where.items()), "", *_tables(items, arrays)])
    print(text)
    if options.name:
        stem = f"{date.today().isoformat()}-{options.name}"
        raw = {"machine": where, "items": items, "arrays": arrays}
        (RESULTS / f"{stem}.json").write_text(json.dumps(raw, indent=2) + "\n", encoding="utf-8")
        (RESULTS / f"{stem}.md").write_text(f"# {stem}\n\n{text}\n", encoding="utf-8")
    return int(any("failed" in row for row in (*items, *arrays)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument(
        "--name", default="", help="keep the figures below results/ under today's date and this name"
    )
    parser.add_argument(
        "--only",
        nargs="+",
        choices=sorted({engine.package for engine in ENGINES}),
        help="these packages only",
    )
    return parser


def _items(only: list[str] | None) -> Iterator[Row]:
    for engine in ENGINES:
        if only and engine.package not in only:
            continue
        version = _version(engine.package)
        if version is None:
            print(f"{engine.package} is not installed", file=sys.stderr)
            continue
        print(f"measuring {engine.name} ...", file=sys.stderr, flush=True)
        yield {"engine": engine.name, "version": version, "records": engine.records} | _measured(engine)


def _measured(engine: Engine) -> Row:
    commands = [engine.command(engine.small), engine.command(engine.large)]
    try:
        small, large = _timed(commands, engine.rounds)
    except SystemExit as error:
        return _failed(error)
    more = engine.large - engine.small
    return {
        "items": engine.large,
        "seconds": large.wall_seconds,
        "item_microseconds": (large.wall_seconds - small.wall_seconds) / more * 1e6,
        "item_core_microseconds": (large.core_seconds - small.core_seconds) / more * 1e6,
        "seconds_small": small.wall_seconds,
        "items_small": engine.small,
        "rounds": engine.rounds,
    }


def _arrays() -> Iterator[Row]:
    for package, command in ARRAYS.items():
        version = _version(package)
        if version is None:
            continue
        print(f"measuring arrays in {package} ...", file=sys.stderr, flush=True)
        row: Row = {"engine": package, "version": version}
        try:
            (timing,) = _timed([command], 1)
        except SystemExit as error:
            yield row | _failed(error)
            continue
        yield row | {
            "seconds": timing.wall_seconds,
            "core_seconds": timing.core_seconds,
            "disk_megabytes": timing.disk_bytes / 1e6,
        }


def _timed(commands: list[Command], rounds: int) -> list[Timing]:
    return medians(commands, rounds=rounds, warm_up=rounds > 1)


def _failed(error: SystemExit) -> Row:
    print(error, file=sys.stderr)
    return {"failed": str(error).splitlines()[-1]}


def _version(package: str) -> str | None:
    if not package:
        return f"Python {sys.version.split()[0]}"
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _tables(items: list[Row], arrays: list[Row]) -> Iterator[str]:
    yield "| `x ** 2` for each item | version | items | whole command | an item | core time | what it keeps |"
    yield "|---|---|--:|--:|--:|--:|---|"
    for row in items:
        if "failed" in row:
            yield f"| {row['engine']} | {row['version']} | | failed | | | {row['failed']} |"
            continue
        item, core = row["item_microseconds"], row["item_core_microseconds"]
        yield (
            f"| {row['engine']} | {row['version']} | {row['items']:,} | {row['seconds']:.2f} s "
            f"| {item:,.0f} µs | {core:,.0f} µs | {row['records']} |"
        )
    if arrays:
        yield ""
        yield "| 20 tasks that read one inherited 200 MB array | version | whole command | core time | disk |"
        yield "|---|---|--:|--:|--:|"
    for row in arrays:
        if "failed" in row:
            yield f"| {row['engine']} | {row['version']} | failed | | |"
            continue
        yield (
            f"| {row['engine']} | {row['version']} | {row['seconds']:.2f} s | {row['core_seconds']:.2f} s "
            f"| {row['disk_megabytes']:,.0f} MB |"
        )


if __name__ == "__main__":
    sys.exit(main())
