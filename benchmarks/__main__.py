"""`python -m benchmarks`: measure, print the table, and keep it below `benchmarks/results/`."""

from __future__ import annotations

import argparse
import sys

from benchmarks.figures import Figure
from benchmarks.machine import machine
from benchmarks.measures import MEASURES, SCALE
from benchmarks.readme import README, fill
from benchmarks.table import markdown, rows, write


def main() -> int:
    """Exit code 1 if something that was promised was missed."""
    options = _parser().parse_args()
    where = machine()
    figures: list[Figure] = []
    measures = MEASURES | SCALE
    for name in options.only or (SCALE if options.scale else MEASURES):
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        found = measures[name](options.rounds)
        print(
            *(f"  {figure.measure}: {figure.said}" for figure in found), sep="\n", file=sys.stderr, flush=True
        )
        figures += found
    print(markdown(figures, where, options.rounds))
    if options.name:
        kept = write(figures, where, name=options.name, rounds=options.rounds)
        print(f"kept in {kept}", file=sys.stderr)
        if options.readme:
            fill(README, rows(figures), kept)
    return int(any(figure.reached is False for figure in figures))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each command runs (default: 5)")
    parser.add_argument("--only", nargs="+", choices=[*MEASURES, *SCALE], help="measure these only")
    parser.add_argument(
        "--scale", action="store_true", help="measure width, schedules and large data instead"
    )
    parser.add_argument(
        "--name", default="", help="keep the figures below results/ under today's date and this name"
    )
    parser.add_argument("--readme", action="store_true", help="put what was kept into the README as well")
    return parser


if __name__ == "__main__":
    sys.exit(main())
