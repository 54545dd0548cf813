"""A run that a task leaves open in a tracker is closed behind it, as the end of its own process would."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.workers.warm import task, warm


class Tracker:
    """A library that has one open run at a time, as wandb does, and notes of each how and where it ended."""

    def __init__(self) -> None:
        self.run: SimpleNamespace | None = None
        self.ended: list[tuple[int, int, str]] = []

    def init(self, number: int) -> SimpleNamespace:
        """The run that is open, or a new one."""
        self.run = self.run or SimpleNamespace(number=number)
        return self.run

    def finish(self, exit_code: int) -> None:
        """Close it."""
        assert self.run is not None
        self.ended.append((self.run.number, exit_code, os.environ.get("PROJECT", "")))
        self.run = None


@pytest.fixture
def tracker(monkeypatch: pytest.MonkeyPatch) -> Tracker:
    made = Tracker()
    monkeypatch.setitem(sys.modules, "wandb", made)
    return made


def test_the_next_task_gets_a_run_of_its_own(tracker: Tracker) -> None:
    with warm() as fresh:
        assert [task(fresh, lambda n=n: tracker.init(n).number) for n in (1, 2)] == [1, 2]  # type: ignore[misc]
    assert [number for number, _, _ in tracker.ended] == [1, 2]


def test_it_is_closed_in_the_environment_in_which_it_was_opened(tracker: Tracker) -> None:
    def work() -> None:
        os.environ["PROJECT"] = "mine"
        tracker.init(1)

    with warm() as fresh:
        task(fresh, work)
        assert "PROJECT" not in os.environ
    assert tracker.ended == [(1, 0, "mine")]


def test_that_of_a_failed_task_is_closed_as_failed(tracker: Tracker) -> None:
    with warm() as fresh:
        for failed in (True, False):
            fresh.begin("work", (), 0, 0, 0)
            tracker.init(1)
            fresh.end(failed=failed)
    assert [exit_code for _, exit_code, _ in tracker.ended] == [1, 0]


def test_one_that_was_open_before_is_left_open(tracker: Tracker) -> None:
    outer = tracker.init(0)
    with warm() as fresh:
        assert task(fresh, lambda: tracker.init(1)) is outer
    assert tracker.run is outer


def test_one_that_cannot_be_closed_stops_nothing(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(exit_code: int) -> None:
        raise ConnectionError("the service is gone")

    monkeypatch.setattr(tracker, "finish", refuse)
    with warm() as fresh:
        task(fresh, lambda: tracker.init(1))
        task(fresh, lambda: None)


def test_nested_runs_are_closed_from_within(monkeypatch: pytest.MonkeyPatch) -> None:
    """As those of mlflow are."""
    stack: list[str] = []
    fluent: Any = ModuleType("mlflow.tracking.fluent")
    fluent.active_run = lambda: SimpleNamespace(info=SimpleNamespace(run_id=stack[-1])) if stack else None
    fluent.end_run = stack.pop
    monkeypatch.setitem(sys.modules, fluent.__name__, fluent)
    with warm() as fresh:
        task(fresh, lambda: stack.extend(("outer", "inner")))
        assert task(fresh, lambda: list(stack)) == []


def test_an_experiment_of_comet_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stays the running one, ended."""
    experiment = SimpleNamespace(ended=0)
    running: list[SimpleNamespace] = []

    def end() -> None:
        running[-1].ended += 1

    comet: Any = ModuleType("comet_ml")
    comet.get_running_experiment = lambda: running[-1] if running else None
    comet.end = end
    monkeypatch.setitem(sys.modules, comet.__name__, comet)
    with warm() as fresh:
        task(fresh, lambda: running.append(experiment))
    assert experiment.ended == 1


def test_a_library_that_is_loaded_by_a_task_is_looked_after(tmp_path: Path) -> None:
    """In the same task already."""
    (tmp_path / "wandb.py").write_text(
        "import sys\nrun = None\nended = []\n"
        "def init(number):\n    globals()['run'] = number\n"
        "def finish(exit_code):\n    ended.append(run)\n    globals()['run'] = None\n"
    )

    def load() -> list[int]:
        sys.path.insert(0, str(tmp_path))
        import wandb  # type: ignore[import-not-found]

        wandb.init(5)
        ended: list[int] = wandb.ended
        return ended

    try:
        with warm() as fresh:
            assert task(fresh, load) == [5]
    finally:
        sys.modules.pop("wandb", None)
