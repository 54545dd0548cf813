"""A run that is interrupted or killed leaves no process, a ledger that can be read, and a run that can be
resumed.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault.accounts import check_ledger, newest_run, recorded, runs_of
from tests.fault.processes import beside, ended, environment, kill, left_of_run, ran, started, until
from tests.flow_process import PROCESS_SECONDS_MAX, FlowProcess

pytestmark = pytest.mark.processes

FLOW = Path(__file__).parent / "flows" / "waits.py"
RESULT = "RESULT [0, 1, 2, 3, 4, 5, 6, 7]"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for runs."""
    return tmp_path / "runs"


@pytest.fixture
def counter(tmp_path: Path) -> Path:
    """What ran."""
    return tmp_path / "counter"


@pytest.fixture
def waiting(home: Path, counter: Path) -> Iterator[subprocess.Popen[str]]:
    """A run of which six items are done and two wait for ever."""
    words = ("run", "--max-workers", "2")
    with started(FLOW, *words, home=home, COUNTER=str(counter), WAIT="yes") as process:
        until(lambda: len(runs_of(counter)) == 8, "all items to begin")
        until(lambda: len(_done(home)) == 6, "six items to be done")
        yield process


def _done(home: Path) -> list[int]:
    return [index for step, _, index in recorded(newest_run(home)) if step == "work"]


def _resume(home: Path, counter: Path) -> FlowProcess:
    resumed = ran(FLOW, "resume", home=home, COUNTER=str(counter))
    assert resumed.exit_code == 0, str(resumed)
    assert RESULT in resumed.out
    again = {index for (_, index), times in runs_of(counter).items() if times == 2}
    assert again == {6, 7}, "just what was in hand runs again"
    return resumed


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_gives_running_tasks_a_grace_period_and_a_second_one_ends_it_now(
    waiting: subprocess.Popen[str], home: Path, counter: Path, number: int, code: int
) -> None:
    waiting.send_signal(number)
    assert waiting.stdout is not None
    for line in waiting.stdout:
        if "stopping" in line:
            break
    waiting.send_signal(number)
    done = ended(waiting)
    assert done.exit_code == code, str(done)
    assert "Traceback" not in done.err
    assert "waits.py resume" in done.out
    assert left_of_run(home) == []
    check_ledger(newest_run(home))
    _resume(home, counter)


def test_one_signal_is_enough(waiting: subprocess.Popen[str], home: Path, counter: Path) -> None:
    waiting.send_signal(signal.SIGTERM)
    done = ended(waiting)
    assert done.exit_code == 143, str(done)
    assert left_of_run(home) == []
    _resume(home, counter)


def test_kill_9_leaves_nothing_behind(waiting: subprocess.Popen[str], home: Path, counter: Path) -> None:
    kill(waiting.pid)
    waiting.wait()
    assert left_of_run(home) == []
    check_ledger(newest_run(home))
    _resume(home, counter)


def test_a_run_that_is_going_on_is_not_resumed(
    waiting: subprocess.Popen[str], home: Path, counter: Path
) -> None:
    with beside(FLOW, "resume", home=home, COUNTER=str(counter)) as process:
        refused = ended(process)
    assert refused.exit_code == 1, str(refused)
    assert "is still going" in refused.err
    assert waiting.poll() is None
    assert len(list(home.glob("WaitsFlow/[0-9]*"))) == 1


def test_a_run_under_nohup_outlives_its_terminal(home: Path, counter: Path) -> None:
    words = ("-c", 'trap "" HUP; exec "$0" "$@"', sys.executable, str(FLOW), "run", "--max-workers", "2")
    variables = environment(home, {"COUNTER": str(counter), "WAIT": "yes"})
    with subprocess.Popen(["sh", *words], env=variables, stdout=subprocess.DEVNULL) as process:
        until(lambda: len(runs_of(counter)) == 8, "all items to begin")
        kill(process.pid, signal.SIGHUP)
        kill(process.pid, signal.SIGTERM)
        assert process.wait(PROCESS_SECONDS_MAX) == 143
    assert left_of_run(home) == []


def test_a_run_whose_folder_is_removed_ends_with_an_error_that_says_so(
    waiting: subprocess.Popen[str], home: Path
) -> None:
    shutil.rmtree(newest_run(home).path)
    kill(waiting.pid, signal.SIGTERM)
    done = ended(waiting)
    assert done.exit_code == 1, str(done)
    assert "is gone: it was moved or removed while its run went on" in done.err
    assert "Traceback" not in done.err
    assert left_of_run(home) == []


def test_what_tasks_started_in_sessions_of_their_own_ends_with_the_run(home: Path) -> None:
    with started(FLOW.with_name("sessions.py"), "run", home=home) as process:
        done = ended(process)
        assert done.exit_code == 0, str(done)
        assert "RESULT" in done.out
        assert left_of_run(home) == []
