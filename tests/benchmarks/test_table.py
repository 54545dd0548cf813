"""A figure is shown with what it had to reach, and the README's table comes from a file that is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.commands import statement, time_once
from benchmarks.figures import Figure
from benchmarks.readme import BEGIN, END, README, fill
from benchmarks.table import rows

MISSED = Figure("a start", 0.5, "s", "0.25 or less", False, "plain Python", 0.02)


def test_a_missed_figure_says_so_beside_its_peer() -> None:
    assert "| a start | 0.5 s | 0.25 or less | **missed** | plain Python | 0.02 s |" in rows([MISSED])


def test_the_readme_is_filled_between_its_marks_and_names_the_source(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    fill(readme, "| table |", tmp_path / "benchmarks" / "results" / "today.md")
    text = readme.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{BEGIN}\n| table |\n")
    assert text.endswith(f"(benchmarks/results/today.md).\n{END}\nafter\n")
    assert "old" not in text


def test_the_readme_has_the_marks() -> None:
    assert BEGIN in README.read_text(encoding="utf-8")


@pytest.mark.processes
def test_a_command_that_fails_is_no_measure() -> None:
    with pytest.raises(SystemExit, match="exit code 3"):
        time_once(statement("raise SystemExit(3)"))
