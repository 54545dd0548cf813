"""Calls of `map` record into a folder of their own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of runs."""
    folder = tmp_path / "runs"
    monkeypatch.setenv("FANFOLD_HOME", str(folder))
    return folder
