"""Each example runs as its first lines say, and prints what it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow_process import run_file

pytestmark = pytest.mark.processes

EXAMPLES = Path(__file__).parents[2] / "examples"

# What each prints, among other things.
PRINTED = {
    "caught_failures": [
        "5 readings, 20.54 °C on average",
        "3 could not be used: 'n/a', '', 'error 7'",
    ],
    "early_stop": ["A rate of", "of 400 combinations"],
    "grid_search": [
        "Best of 27 combinations: learning_rate=",
        "It fits y = 3.0",
    ],
    "iterables": [
        "dict: apple costs 3, pear costs 4, plum costs 2",
        "set: A, B, C, D, R",
        "generator: 1, 27, 125, 343, 729, 1331, 2197, 3375, 4913, 6859",
        "zip: a, bb, ccc",
    ],
    "map_reduce": ["words in 5 paragraphs, most of all:", "  the"],
    "movie_stats": ["earned most", "Western", "Sci-Fi"],
    "nested_foreach": ["wave       scale 2.0: off by 0.000 on average"],
    "nightly_report": ["measuring day 001", "30 days, 16.01 on average"],
    "num_parallel": ["pi is about 3.1", "say 4 nodes"],
    "rate_limited": ["Of 15 cities city"],
    "running_mean": ["50000 measurements: 20.0", "on average, give or take 2.0"],
    "scraping": ["192 pages with", "8 are missing: page-25, page-50, page-75"],
    "squares": ["The squares of 10 numbers add up to 285"],
}
ARGUMENTS = {
    "squares": (["--count", "10000"], "The squares of 10,000 numbers add up to 333,283,335,000"),
    "nightly_report": (["--days", "100"], "100 days, 15.96 on average"),
    "num_parallel": (["--nodes", "2"], "say 2 nodes"),
    "map_reduce": (["--words", "1"], "most of all:"),
    "grid_search": (["--steps", "5"], "Best of 27 combinations"),
    "movie_stats": (["--movie-data", str(EXAMPLES / "data" / "movies.csv")], "Western"),
}


def test_no_example_is_left_out() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.py")} == set(PRINTED)


def test_the_list_of_examples_names_each() -> None:
    listed = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [name for name in PRINTED if f"`{name}.py`" not in listed] == []


@pytest.mark.parametrize("example", PRINTED)
def test_the_example_runs_and_prints_its_result(example: str, tmp_path: Path) -> None:
    done = run_file(EXAMPLES / f"{example}.py", "run", home=tmp_path / "runs")
    assert done.exit_code == 0, done
    for words in PRINTED[example]:
        assert words in done.out, done


@pytest.mark.parametrize("example", ARGUMENTS)
def test_the_example_takes_its_options(example: str, tmp_path: Path) -> None:
    options, words = ARGUMENTS[example]
    done = run_file(EXAMPLES / f"{example}.py", "run", *options, home=tmp_path / "runs")
    assert done.exit_code == 0, done
    assert words in done.out, done


@pytest.mark.parametrize("example", PRINTED)
def test_the_lint_rules_find_nothing_wrong_with_the_example(example: str, tmp_path: Path) -> None:
    done = run_file(EXAMPLES / f"{example}.py", "check", home=tmp_path / "runs")
    assert done.exit_code == 0, done
