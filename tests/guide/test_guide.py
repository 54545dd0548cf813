"""Every example of the foreach guide runs as written, under both names.

The flows are in `flows/`, each an example with what it leaves out filled in: they say `from metaflow import`,
as the guide does, and run so through `fanfold run`. With `from fanfold import` they run through Python.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fanfold import Flow, namespace
from tests.flow_process import FlowProcess, run_fanfold, run_file

pytestmark = pytest.mark.processes

FLOWS = Path(__file__).parent / "flows"
MOVIES = Path(__file__).parents[2] / "examples" / "data" / "movies.csv"
BATCHED_TOTAL = sum(range(1001))

# What each example's last task has to hold.
FOUND: dict[str, Callable[[Any], bool]] = {
    "aggregation": lambda data: (
        (data.total, data.average) == (100, 25.0) and data.all_items == [0, 0, 1, 0, 1, 2, 0, 1, 2, 3]
    ),
    "batching": lambda data: (data.batch_count, data.total) == (100, 99_990_000),
    "collecting_results": lambda data: (
        data.results == ["FAN", "FOLD", "FLOW"]
        and data.results_dict == {"fan": "FAN", "fold": "FOLD", "flow": "FLOW"}
        and data.best_result == "FLOW"
    ),
    "complex_items": lambda data: (
        data.results
        == ["rf with {'n_trees': 100}", "xgb with {'max_depth': 5}", "nn with {'layers': [64, 32]}"]
    ),
    "error_handling": lambda data: (data.results, data.failed) == (["GOOD", "BETTER"], ["bad"]),
    "foreach_stack": lambda data: (
        data.stacks
        == [[[(group, 3, "ABC"[group]), (item, 4, item + 1)] for item in range(4)] for group in range(3)]
    ),
    "genres": lambda data: (
        data.all_results == [f"Processed {genre}" for genre in ("Action", "Comedy", "Drama", "Sci-Fi")]
    ),
    "grid_search": lambda data: (
        data.best_params == {"learning_rate": 0.0001, "batch_size": 64, "layers": [128, 64, 32]}
    ),
    "identifiers": lambda data: data.results == {"first": 100, "second": 200},
    "iterable_dict": lambda data: data.results == ["x", "y"],
    "iterable_generator": lambda data: data.results == [0, 2, 4, 6, 8],
    "iterable_list": lambda data: data.results == [1, 2, 3],
    "iterable_range": lambda data: data.results == list(range(10)),
    "iterable_tuple": lambda data: data.results == ["a", "b", "c"],
    "map_reduce": lambda data: data.final_result == sum(range(1000)),
    "movie_stats": lambda data: (
        len(data.genre_stats) == 13 and data.genre_stats["western"]["quartiles"] == _western_quartiles()
    ),
    "nested_foreach": lambda data: (
        data.results
        == {
            "linear": {"params": {"lr": 0.01}, "score": 1.0},
            "tree": {"params": {"lr": 0.001}, "score": 1.0},
            "neural": {"params": {"lr": 0.0001}, "score": 1.0},
        }
    ),
    "num_parallel": lambda data: (
        data.pairs == [(node, node) for node in range(4)]
        and data.results == [random.Random(node).randint(1, 1000) for node in range(4)]
    ),
    "self_index": lambda data: data.indexes == [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)],
    "self_input": lambda data: data.results == [1, 4, 9, 16, 25],
    "several_operations": lambda data: data.results == ["AA!", "BB!"],
    "simple_steps": lambda data: data.results == ["aa", "bb"],
    "size_good_batches": lambda data: data.total == BATCHED_TOTAL,
    "size_one_batch": lambda data: data.total == BATCHED_TOTAL,
    "size_tiny_items": lambda data: data.total == BATCHED_TOTAL,
    "tasks_ten": lambda data: data.total == sum(range(10)),
    "tasks_ten_thousand": lambda data: data.total == sum(range(10_000)),
    "use_resources": lambda data: data.results == [sum(range(size * 1000)) for size in (1, 2, 3)],
    "validate_items": lambda data: data.results == ["a", "b", "c"],
}
# What each example that fails has to say.
SAID = {
    "missing_variable": "Foreach variable *self.items* in step *start* does not exist. Check your variable.",
    "validate_no_items": "No items to process!",
    "zero_splits": "Foreach iterator over *items* in step *start* produced zero splits. Check your variable.",
}
OPTIONS = {"movie_stats": ("--movie-data", str(MOVIES))}
NAMES = ("fanfold", "metaflow")


def test_no_example_is_left_out() -> None:
    assert {path.stem for path in FLOWS.glob("*.py")} == {*FOUND, *SAID}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("example", FOUND)
def test_the_example_runs_and_finds_what_the_guide_says(
    example: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = _run(example, name, tmp_path)
    assert done.exit_code == 0, done
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path / "runs"))
    namespace(None)
    run = Flow(_flow_name(example)).latest_run
    assert run is not None
    assert run.successful
    assert FOUND[example](run.data)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("example", SAID)
def test_the_example_fails_with_the_words_of_the_guide(example: str, name: str, tmp_path: Path) -> None:
    done = _run(example, name, tmp_path)
    assert done.exit_code == 1, done
    assert SAID[example] in done.out + done.err, done


def _run(example: str, name: str, folder: Path) -> FlowProcess:
    """Run a copy of the example under one of the two names, from a folder of its own."""
    source = (FLOWS / f"{example}.py").read_text(encoding="utf-8")
    file = folder / f"{example}.py"
    file.write_text(source.replace("from metaflow import", f"from {name} import"), encoding="utf-8")
    options = OPTIONS.get(example, ())
    if name == "metaflow":
        return run_fanfold("run", str(file), *options, home=folder / "runs")
    return run_file(file, "run", *options, home=folder / "runs")


def _flow_name(example: str) -> str:
    source = (FLOWS / f"{example}.py").read_text(encoding="utf-8")
    return source.partition("\nclass ")[2].partition("(FlowSpec)")[0]


def _western_quartiles() -> list[int]:
    """As the guide computes them: from the movies in the order of the file."""
    rows = [line.rsplit(",", 2) for line in MOVIES.read_text(encoding="utf-8").splitlines()[1:]]
    gross = [int(row[2]) for row in rows if "Western" in row[1]]
    return [gross[round(len(gross) * cut)] for cut in (0.25, 0.5, 0.75)]
