"""Folds that are killed, fail and are resumed: each item is in the result once."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanfold.store.folder import RunFolder
from tests.fault.accounts import newest_run
from tests.fault.processes import ran

pytestmark = pytest.mark.processes

FLOW = Path(__file__).parent / "flows" / "folding.py"
WIDTH = 2500
RESULT = "RESULT True False"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for runs."""
    return tmp_path / "runs"


@pytest.fixture
def folded(tmp_path: Path) -> Path:
    """What was folded, and how often."""
    return tmp_path / "folded"


def _count(folded: Path) -> int:
    return len(folded.read_text().split())


def _checkpoints(folder: RunFolder) -> list[str]:
    return sorted(path.name for path in folder.folds.glob("*"))


def test_a_fold_that_failed_or_died_goes_on_behind_its_last_checkpoint(home: Path, folded: Path) -> None:
    failed = ran(FLOW, "run", home=home, FOLDED=str(folded), FAIL=str(WIDTH - 1))
    assert failed.exit_code == 1, failed
    assert "as asked" in failed.out + failed.err
    died = ran(FLOW, "resume", home=home, FOLDED=str(folded), DIE=str(WIDTH - 1))
    assert died.exit_code == 1, died
    assert "SIGKILL" in died.out + died.err
    before = _count(folded)
    done = ran(FLOW, "resume", home=home, FOLDED=str(folded))
    assert done.exit_code == 0, done
    assert RESULT in done.out
    assert _count(folded) - before < WIDTH, "what is in the checkpoint is passed over"
    assert _checkpoints(newest_run(home)) == []


def test_a_join_or_items_that_are_to_run_again_are_folded_anew(home: Path, folded: Path) -> None:
    failed = ran(FLOW, "run", home=home, FOLDED=str(folded), FAIL=str(WIDTH - 1))
    assert failed.exit_code == 1, failed
    origin = newest_run(home).run_id
    assert _checkpoints(newest_run(home)) != []
    for words in (("join",), ("work",)):
        folded.unlink()
        again = ran(FLOW, "resume", *words, "--origin-run-id", origin, home=home, FOLDED=str(folded))
        assert again.exit_code == 0, again
        assert RESULT in again.out
        assert _count(folded) == WIDTH


def test_a_retry_goes_on_behind_the_last_checkpoint(home: Path, folded: Path, tmp_path: Path) -> None:
    once = tmp_path / "once"
    done = ran(FLOW, "run", "--with", "retry", home=home, FOLDED=str(folded), ONCE=str(once))
    assert done.exit_code == 0, done
    assert RESULT in done.out
    assert once.exists()
    assert WIDTH <= _count(folded) < WIDTH + 1500, "it failed at the 1,500th"
