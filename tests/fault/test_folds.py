"""Joins that fold while their fan is going on: whatever is killed or fails, each input is in the result once,
and nobody is charged for what happened before the fan was through.
"""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from fanfold.model.names import FanId
from fanfold.model.status import Status
from fanfold.store.checkpoints import CheckpointFile
from fanfold.store.packs import HEADER, RECORD, PackReader
from fanfold.store.records import Record, decode
from tests.fault.accounts import check_ledger, newest_run, recorded
from tests.fault.processes import ended, kill, left_of_run, ran, started, until
from tests.flow_process import FlowProcess, run_fanfold

pytestmark = pytest.mark.processes

FLOW = Path(__file__).parent / "flows" / "folds.py"
RESULT = "RESULT True 24 24"
WORDS = ("--max-workers", "3")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for runs."""
    return tmp_path / "runs"


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """What the flow is told."""
    return {"FOLDED": str(tmp_path / "folded")}


def _of_join(home: Path) -> list[Record]:
    """All that is recorded of the join, failed attempts included."""
    found = []
    for path in sorted(newest_run(home).packs.glob("*-*.pack")):
        pack = PackReader(path)
        frames = pack.frames(len(HEADER), pack.size())
        records = [decode(each.payload) for each in frames if each.kind == RECORD and each.payload]
        found += [record for record in records if record.step == "join"]
        pack.close()
    return found


def _ended_well(done: FlowProcess, home: Path) -> None:
    assert done.exit_code == 0, done
    assert RESULT in done.out
    (join,) = _of_join(home)
    assert (join.status, join.attempt) == (Status.OK, 0), "nothing before the last input was an attempt"
    assert not newest_run(home).folds.exists()
    assert set(recorded(newest_run(home)).values()) == {1}
    check_ledger(newest_run(home))


def test_a_join_folds_while_its_fan_is_going_on(home: Path, variables: dict[str, str]) -> None:
    done = ran(FLOW, "run", *WORDS, home=home, **variables)
    _ended_well(done, home)
    assert "[join] the fold begins" in done.out
    assert left_of_run(home) == []


def test_a_fold_that_dies_early_is_charged_to_nobody_and_begins_again(
    home: Path, variables: dict[str, str], tmp_path: Path
) -> None:
    died = ran(FLOW, "run", *WORDS, home=home, DIES=str(tmp_path / "died"), **variables)
    assert (tmp_path / "died").exists()
    _ended_well(died, home)


def test_a_fold_that_fails_early_says_so_and_is_tried_again_when_all_has_come(
    home: Path, variables: dict[str, str], tmp_path: Path
) -> None:
    raises = {"RAISES": str(tmp_path / "raised"), "GATE": "24", **variables}
    failed = ran(FLOW, "run", *WORDS, home=home, **raises)
    assert (tmp_path / "raised").exists()
    _ended_well(failed, home)
    assert "tried again when all has come" in " ".join(failed.out.split())
    assert "not this time" in failed.out


def test_a_loop_that_is_left_early_ends_when_the_fan_is_through(
    home: Path, variables: dict[str, str]
) -> None:
    done = ran(FLOW, "run", *WORDS, home=home, BREAK="yes", **variables)
    assert done.exit_code == 0, done
    assert "RESULT False 8 24" in done.out


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_driver_that_is_killed_or_stopped_leaves_a_fold_that_goes_on(
    home: Path, variables: dict[str, str], how: signal.Signals
) -> None:
    with started(FLOW, "run", *WORDS, home=home, WAIT="yes", **variables) as process:
        until(lambda: _kept(home) >= 8, "a checkpoint of the first inputs")
        status = run_fanfold("status", newest_run(home).run_id, home=home).out
        kill(process.pid, how)
        stopped = ended(process)
    assert stopped.exit_code == (-9 if how is signal.SIGKILL else 130), stopped
    assert "join folds its inputs as they come: " in status
    assert left_of_run(home) == []
    kept = _kept(home)
    before = len(Path(variables["FOLDED"]).read_text().split())
    resumed = ran(FLOW, "resume", *WORDS, home=home, **variables)
    _ended_well(resumed, home)
    after = len(Path(variables["FOLDED"]).read_text().split()) - before
    assert after <= 24 - kept, "what is in the checkpoint is not folded again"


def _kept(home: Path) -> int:
    """How many inputs are in the checkpoint of the newest run."""
    runs = list(home.glob("*/[0-9]*/run.json"))
    kept = CheckpointFile(newest_run(home), FanId(1)).read() if runs else None
    return 0 if kept is None else sum(stop - first for first, stop in kept.folded)


def test_a_fan_that_fails_leaves_a_fold_that_goes_on_once_it_is_through(
    home: Path, variables: dict[str, str]
) -> None:
    failed = ran(FLOW, "run", *WORDS, home=home, FAIL="yes", **variables)
    assert failed.exit_code == 1, failed
    assert "this item fails" in failed.out + failed.err
    assert _of_join(home) == []
    resumed = ran(FLOW, "resume", *WORDS, home=home, **variables)
    _ended_well(resumed, home)
