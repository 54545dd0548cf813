"""Cards that were made later, in a run that goes on with another."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanfold.cards.container import get_cards
from tests.cards.recorded_cards import FLOWS, newest, record, task_of
from tests.flow_process import run_fanfold

pytestmark = pytest.mark.processes


def test_they_come_along_with_the_tasks_that_are_not_run_again(tmp_path: Path) -> None:
    home = tmp_path / "runs"
    assert record("ways.py", "--width", "1", "--with", "card", home=home).exit_code == 0
    origin = newest(home, "WaysFlow")
    for step in ("start", "end"):
        made = run_fanfold("card", "create", f"{origin.id}/{step}", "--type", "blank", home=home)
        assert made.exit_code == 0, made
    resumed = run_fanfold("resume", str(FLOWS / "ways.py"), "end", "--with", "card", home=home)
    assert resumed.exit_code == 0, resumed
    run = newest(home, "WaysFlow")
    (kept,) = get_cards(task_of(run, "start"), type="blank")
    assert kept.get() == get_cards(task_of(origin, "start"), type="blank").get()
    assert kept.path.startswith(str(run.path))
    assert len(get_cards(task_of(run, "end"), type="blank")) == 0, "it was run again"
    assert len(get_cards(task_of(origin, "end"), type="blank")) == 1
