"""Gangs: nodes run at once, however many gangs there are, and one that died joins the others again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fault.accounts import runs_of
from tests.fault.processes import left_of_run, ran

pytestmark = pytest.mark.processes

FLOW = Path(__file__).parent / "flows" / "gangs.py"


def test_a_fan_of_gangs_whose_nodes_wait_for_one_that_died_comes_to_its_end(tmp_path: Path) -> None:
    home, counter = tmp_path / "runs", tmp_path / "counter"
    done = ran(FLOW, "run", "--max-workers", "2", home=home, COUNTER=str(counter))
    assert done.exit_code == 0, str(done)
    assert f"RESULT {[[0, 1, 2]] * 4}" in done.out
    times = runs_of(counter)
    assert len(times) == 12
    assert {number for (_, number), count in times.items() if count == 2} == {0, 11, 22, 30}
    assert left_of_run(home) == []


def test_nodes_that_are_connected_begin_again_with_the_one_that_failed(tmp_path: Path) -> None:
    home = tmp_path / "runs"
    done = ran(FLOW.with_name("connected_gang.py"), "run", home=home, COUNTER=str(tmp_path / "at"))
    assert done.exit_code == 0, str(done)
    assert "RESULT [0, 1, 2]" in done.out
    assert left_of_run(home) == []
