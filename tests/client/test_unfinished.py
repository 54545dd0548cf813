"""Runs that are still going, that were killed, and that lie where nothing can be written."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import TypeVar

import pytest

from fanfold.client import Flow, Run, metadata
from tests.client.recorded_runs import begin, ids, record
from tests.flow_process import PROCESS_SECONDS_MAX

T = TypeVar("T")

pytestmark = pytest.mark.processes


@pytest.fixture
def here(anyone: None, tmp_path: Path) -> Path:
    """A home for the runs of one test."""
    home = tmp_path / "runs"
    home.mkdir()
    metadata(f"local@{home}")
    return home


def test_a_run_is_read_while_it_goes_on_and_told_as_killed_after_kill_9(here: Path) -> None:
    process = begin("troubled.py", "--trouble", "False", "--wait", "600", "--count", "40", home=here)
    run = _when(lambda: Flow("Troubled").latest_run)
    assert run.status == "running"
    assert not run.finished
    done = _when(lambda: next(run["work"].tasks(), None))
    assert (done.id, done.successful, done.data.square) == ("0", True, 0)
    waiting = run["work"]["1"]
    assert (waiting.finished, waiting.successful, waiting.exception, waiting.created_at) == (
        False,
        False,
        None,
        None,
    )
    process.kill()
    process.communicate()
    assert run.status == "killed"
    assert [task.id for task in run["work"]] == ["0"]
    assert run.end_task is None


def _when(ask: Callable[[], T | None]) -> T:
    """What `ask` gives as soon as it gives something: the flow is in another process."""
    deadline = monotonic() + PROCESS_SECONDS_MAX
    while monotonic() < deadline:
        try:
            found = ask()
        except LookupError:  # its step was not reached yet
            continue
        if found is not None:
            return found
    raise TimeoutError


def test_whole_records_that_were_never_indexed_count_as_done(survey: Run, tmp_path: Path) -> None:
    """As after kill -9: the ledger is behind the packs."""
    late = ("node", "nodes", "end")
    copy = tmp_path / "runs" / "Survey" / survey.id
    shutil.copytree(survey.path, copy)
    told = json.loads((copy / "run.json").read_text(encoding="utf-8"))
    told |= {"status": "running", "finished_seconds": None}
    (copy / "run.json").write_text(json.dumps(told), encoding="utf-8")
    with closing(sqlite3.connect(copy / "ledger.db", isolation_level=None)) as ledger:
        ledger.execute("DELETE FROM blocks WHERE seq >= (SELECT MIN(seq) FROM blocks WHERE step = 'node')")
    metadata(f"local@{tmp_path / 'runs'}")
    run = Run(survey.pathspec)
    assert run.status == "killed"
    assert [ids(run, step) for step in late] == [ids(survey, step) for step in late]
    assert [step.id for step in run] == [step.id for step in survey]
    assert run.data is not None
    assert run.data.sum == 36
    assert run["node"].values("sides") == [["left", "right"]] * 2


def test_a_copied_run_is_read_in_a_folder_that_cannot_be_written(survey: Run, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / "Survey" / survey.id
    shutil.copytree(survey.path, copy)
    for path in (copy, copy / "packs", copy / "logs"):
        os.chmod(path, 0o500)
    metadata(f"local@{tmp_path / 'elsewhere'}")
    try:
        run = Run(survey.pathspec)
        assert run.path == copy
        assert run.data is not None
        assert run.data.sum == 36
        assert run["measure"].values("score") == [0, 1, 2, 10, 11, 12]
    finally:
        for path in (copy, copy / "packs", copy / "logs"):
            os.chmod(path, 0o700)


def test_tasks_ask_about_their_own_run(here: Path) -> None:
    done = record("asking.py", "run", home=here)
    assert done.exit_code == 0, str(done)
    run = Flow("Asking").latest_run
    assert run is not None
    start = run["start"].task
    assert start is not None
    assert (start.data.mine, start.data.is_finished) == (run.pathspec, False)
    assert run["each"].values("seen") == [run.pathspec] * 3
    assert run["each"].values("parent") == ["0"] * 3
    assert run.data is not None
    assert run["join"].task.data.count == 3  # type: ignore[union-attr]
    assert run["join"].task.data.namespace == "user:tester"  # type: ignore[union-attr]
    assert run["join"].task.data.told == "user:tester"  # type: ignore[union-attr]


def test_an_empty_namespace_is_everybodys(here: Path) -> None:
    done = record("asking.py", "run", "--namespace", "", home=here)
    assert done.exit_code == 0, str(done)
    run = Flow("Asking").latest_run
    assert run is not None and run["join"].task is not None
    assert (run["join"].task.data.told, run["join"].task.data.namespace) == ("", None)


def test_a_resumed_run_shows_what_it_took_over_and_names_its_origin(here: Path) -> None:
    assert record("troubled.py", "run", "--keep-going", home=here).exit_code == 1
    origin = Flow("Troubled").latest_run
    assert origin is not None
    resumed = record("troubled.py", "resume", home=here)
    assert "two is one too many" in resumed.out, str(resumed)
    again = Flow("Troubled").latest_run
    assert again is not None
    assert again.origin_pathspec == origin.pathspec
    assert again["work"].values("square")[:2] == [0, 1]
    assert again["start"].task.origin_pathspec == f"{origin.pathspec}/start/0"  # type: ignore[union-attr]
    assert [task.id for task in again["work"].failed()] == [
        task.id for task in again["work"].tasks() if not task.finished
    ][::-1]
