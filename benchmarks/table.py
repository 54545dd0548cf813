"""Figures as a table, and as files that the next run can be compared with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from benchmarks.figures import Figure, said

RESULTS = Path(__file__).parent / "results"


def markdown(figures: Sequence[Figure], machine: dict[str, str], rounds: int) -> str:
    """The table, headed by the machine."""
    lines = [f"- {name}: {value}" for name, value in machine.items()]
    lines += [f"- medians of {rounds} rounds (import: 15 at least; waiting items: 3 at most)", ""]
    return "\n".join(lines) + "\n" + rows(figures)


def rows(figures: Sequence[Figure]) -> str:
    """The table alone."""
    head = ["| measure | fanfold | to reach | | peer, in the same run | peer |", "|---|--:|---|---|---|--:|"]
    return "\n".join([*head, *(_row(figure) for figure in figures)]) + "\n"


def write(figures: Sequence[Figure], machine: dict[str, str], *, name: str, rounds: int) -> Path:
    """Write the figures as JSON and as a table below `results/`, and return the table's path."""
    stem = f"{date.today().isoformat()}-{name}"
    record = {"machine": machine, "rounds": rounds, "figures": [asdict(figure) for figure in figures]}
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(record, indent=2, ensure_ascii=False)
    (RESULTS / f"{stem}.json").write_text(text + "\n", encoding="utf-8")
    table = RESULTS / f"{stem}.md"
    table.write_text(f"# {stem}\n\n{markdown(figures, machine, rounds)}", encoding="utf-8")
    return table


def _row(figure: Figure) -> str:
    verdict = {True: "reached", False: "**missed**", None: ""}[figure.reached]
    theirs = "" if figure.peer_value is None else said(figure.peer_value, figure.unit)
    return f"| {figure.measure} | {figure.said} | {figure.reach} | {verdict} | {figure.peer} | {theirs} |"
