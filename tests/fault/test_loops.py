"""A worker goes round a loop by itself; each round is a task all the same."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.flow_process import FlowProcess, run_command, users_environment

FLOW = Path(__file__).parent / "flows" / "rounds.py"

pytestmark = pytest.mark.processes


def rounds(tmp_path: Path, *arguments: str, stop: str = "") -> tuple[FlowProcess, Counter[str]]:
    """What the command said, and how often each round began, in all commands so far."""
    import sys

    file = tmp_path / "rounds"
    environment = users_environment() | {
        "FANFOLD_HOME": str(tmp_path / "runs"),
        "ROUNDS": str(file),
        "STOP": stop,
    }
    done = run_command(sys.executable, str(FLOW), *arguments, environment=environment, folder=tmp_path)
    return done, Counter(file.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("way", ["--warm", "--isolate"])
def test_a_round_that_kills_its_process_is_tried_again_and_no_other_is(tmp_path: Path, way: str) -> None:
    done, counts = rounds(tmp_path, "run", way)
    assert "counts [40, 40, 40]" in done.out, str(done)
    assert counts.pop("1 20") == 2
    assert len(counts) == 119 and set(counts.values()) == {1}


def test_a_resumed_loop_goes_on_with_the_round_that_failed(tmp_path: Path) -> None:
    failed, before = rounds(tmp_path, "run", "--warm", "--keep-going", stop="1")
    assert failed.exit_code == 1, str(failed)
    assert before["2 30"] == 2 and before["2 31"] == 0
    done, after = rounds(tmp_path, "resume", "--warm")
    assert "counts [40, 40, 40]" in done.out, str(done)
    assert after - before == Counter({f"2 {number}": 1 for number in range(30, 40)})
