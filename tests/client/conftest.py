"""Runs that many tests read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fanfold.client import Run, default_metadata, default_namespace, metadata, namespace
from tests.client.recorded_runs import record


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a run of Survey that succeeded, and one of Troubled that failed."""
    home = tmp_path_factory.mktemp("client") / "runs"
    done = record("survey.py", "run", "--tag", "spring", home=home)
    assert done.exit_code == 0, str(done)
    (survey,) = (home / "Survey").iterdir()
    # Its id is taken, so that the other run gets another one, even within the same second.
    taken = home / "Troubled" / survey.name
    taken.mkdir(parents=True)
    failed = record("troubled.py", "run", "--keep-going", home=home)
    assert failed.exit_code == 1, str(failed)
    taken.rmdir()
    return home


@pytest.fixture
def anyone() -> Iterator[None]:
    """The global namespace, for one test."""
    namespace(None)
    yield
    default_namespace()
    default_metadata()


@pytest.fixture
def home(recorded: Path, anyone: None) -> Path:
    """The recorded runs, as those that the client reads."""
    metadata(f"local@{recorded}")
    return recorded


@pytest.fixture
def survey(home: Path) -> Run:
    """The run that succeeded."""
    return _only_run(home, "Survey")


@pytest.fixture
def troubled(home: Path) -> Run:
    """The run that failed: item 2 raised, item 4's process was killed."""
    return _only_run(home, "Troubled")


def _only_run(home: Path, flow: str) -> Run:
    (folder,) = (home / flow).iterdir()
    return Run(f"{flow}/{folder.name}")
