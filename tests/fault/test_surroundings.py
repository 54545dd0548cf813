"""A run that is started with less than a shell gives: without streams, with few open files allowed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.fault.accounts import newest_run
from tests.flow_process import FlowProcess, run_command, users_environment

pytestmark = pytest.mark.processes

FLOW = Path(__file__).parent / "flows" / "deaths.py"


def under(words: str, home: Path) -> FlowProcess:
    """The flow, with no task that dies, run by a shell in which it is called so."""
    variables = {"FANFOLD_HOME": str(home), "COUNTER": str(home.with_name("counter"))}
    command = f"{words.format(run=f'{sys.executable} {FLOW} run --width 30 --times 0')}"
    return run_command("sh", "-c", command, environment=users_environment() | variables, folder=FLOW.parent)


def test_a_run_needs_no_standard_streams(tmp_path: Path) -> None:
    done = under("{run} <&- >&- 2>&-", tmp_path / "runs")
    assert (done.exit_code, done.out, done.err) == (0, "", "")
    folder = newest_run(tmp_path / "runs")
    assert b"RESULT 30 []" in b"".join(path.read_bytes() for path in folder.logs.iterdir())


def test_a_low_soft_limit_on_open_files_is_raised_as_far_as_it_may(tmp_path: Path) -> None:
    done = under("ulimit -S -n 40; {run} --max-workers 8", tmp_path / "runs")
    assert done.exit_code == 0, str(done)
    assert "RESULT 30 []" in done.out


def test_no_process_stands_by_where_few_files_may_be_open(tmp_path: Path) -> None:
    done = under("ulimit -n 100; {run} --max-workers 3", tmp_path / "runs")
    assert done.exit_code == 0, str(done)
    assert "RESULT 30 []" in done.out


def test_too_few_open_files_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    done = under("ulimit -n 30; {run}", tmp_path / "runs")
    assert done.exit_code == 1, str(done)
    assert "The system allows no more open files." in done.err, str(done)
    assert "ulimit -n" in done.err
    assert "Traceback" not in done.err, str(done)
