"""`@tolerate` with real processes: deaths of tasks and of the driver, and what a resume tries again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fault.accounts import runs_of
from tests.fault.processes import ran

pytestmark = pytest.mark.processes

FLOW = Path(__file__).parent / "flows" / "tolerant.py"
WIDTH = 300
BAD = [7 * number + 3 for number in range(10)]
SOME = sum(2 * number for number in range(WIDTH) if number not in BAD)
ALL = sum(2 * number for number in range(WIDTH))


def test_a_killed_run_tries_the_lost_again_until_the_join_is_done_and_not_after(tmp_path: Path) -> None:
    home, counter = tmp_path / "runs", tmp_path / "counter"
    killed = ran(FLOW, "run", home=home, COUNTER=str(counter), FAIL="1", DIE="join")
    assert killed.exit_code == -9, killed
    counter.unlink()
    again = ran(FLOW, "resume", home=home, COUNTER=str(counter), FAIL="1", DIE="end")
    assert again.exit_code == -9, again
    assert set(runs_of(counter)) == {*(("work", number) for number in BAD), ("join", 0)}
    counter.unlink()
    done = ran(FLOW, "resume", home=home, COUNTER=str(counter))
    assert done.exit_code == 0, done
    assert f"RESULT {SOME} {BAD}" in done.out
    assert runs_of(counter) == {}
    assert "290 done (290 reused), 10 failed and tolerated" in done.out


def test_beyond_the_allowance_the_run_fails_and_a_resume_can_mend_it(tmp_path: Path) -> None:
    home, counter = tmp_path / "runs", tmp_path / "counter"
    failed = ran(FLOW, "run", "--bad", "16", home=home, COUNTER=str(counter), FAIL="1")
    assert failed.exit_code == 1, failed
    assert "16 of 300 items failed at step work, @tolerate allows 15." in failed.err
    done = ran(FLOW, "resume", home=home, COUNTER=str(counter))
    assert done.exit_code == 0, done
    assert f"RESULT {ALL} []" in done.out
