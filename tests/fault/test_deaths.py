"""A task's process dies: its attempt failed, the cause is named, the output kept, no neighbour is charged."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.fault.accounts import runs_of
from tests.fault.processes import left_of_run, ran
from tests.flow_process import FlowProcess

pytestmark = pytest.mark.processes

FLOW = Path(__file__).parent / "flows" / "deaths.py"
CAUSES = {
    "segfault": "killed by SIGSEGV (a crash in native code)",
    "kill": "killed by SIGKILL",
    "exit_0": "ended with exit code 0 (os._exit",
    "exit_3": "ended with exit code 3 (os._exit",
    "sys_exit": "The step called sys.exit(4)",
    "memory": "MemoryError",
}
WIDTHS = {"isolated": 20, "warm": 120}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for runs."""
    return tmp_path / "runs"


def run(home: Path, how: str, width: int, *words: str, **variables: str) -> FlowProcess:
    """Run the flow whose items 3, 13, 23 … die so."""
    counter = str(home.with_name("counter"))
    words = ("run", "--how", how, "--width", str(width), *words)
    return ran(FLOW, *words, home=home, COUNTER=counter, **variables)


@pytest.mark.parametrize(("how", "said"), CAUSES.items(), ids=CAUSES)
def test_a_death_is_named_and_its_output_is_kept(home: Path, how: str, said: str) -> None:
    done = run(home, how, 4)
    assert done.exit_code == 1, str(done)
    assert said in done.err, str(done)
    assert "words of 3" in done.out
    assert ran(FLOW, "logs", "latest/work/3", "--stdout", home=home).out.startswith("words of 3\n")
    assert left_of_run(home) == []


@pytest.mark.parametrize("way", WIDTHS)
@pytest.mark.parametrize("how", ["kill", "exit_0"])
def test_a_retry_runs_the_item_in_hand_again_and_no_other(home: Path, how: str, way: str) -> None:
    done = run(home, how, WIDTHS[way], "--times", "1", "--with", "retry:times=1")
    assert done.exit_code == 0, str(done)
    assert f"RESULT {WIDTHS[way]} []" in done.out
    times = runs_of(home.with_name("counter"))
    assert {index for (_, index), count in times.items() if count == 2} == set(range(3, WIDTHS[way], 10))
    assert Counter(times.values()).keys() == {1, 2}


@pytest.mark.parametrize("way", WIDTHS)
def test_catch_takes_over_after_the_last_attempt(home: Path, way: str) -> None:
    done = run(home, "segfault", WIDTHS[way], "--with", "retry:times=1", "--with", "catch:var=error")
    assert done.exit_code == 0, str(done)
    assert f"RESULT {WIDTHS[way]} {list(range(3, WIDTHS[way], 10))}" in done.out
    assert max(runs_of(home.with_name("counter")).values()) == 2


def test_a_step_that_kills_every_process_ends_the_run(home: Path) -> None:
    done = run(home, "kill", 5000, "--everyone", "true", "--with", "retry:times=50")
    assert done.exit_code == 1, str(done)
    assert "kills every process that runs it" in done.out
    assert sum(runs_of(home.with_name("counter")).values()) < 20


@pytest.mark.parametrize("how", ["blocked", "swallowed"])
def test_who_takes_no_notice_of_a_timeout_is_killed_with_its_children(home: Path, how: str) -> None:
    done = ran(FLOW.with_name("hangs.py"), "run", "--how", how, home=home)
    assert done.exit_code == 0, str(done)
    assert "RESULT [7, 104]" in done.out, str(done)
    assert "ignored the signal, and was killed with its children" in done.out
    assert left_of_run(home) == []


def test_keep_going_finishes_the_fan_and_starts_no_join(home: Path) -> None:
    done = run(home, "kill", 20, "--keep-going")
    assert done.exit_code == 1, str(done)
    assert set(runs_of(home.with_name("counter"))) == {("work", index) for index in range(20)}
    assert "2 tasks of work: The task's process was killed by SIGKILL" in done.err
    assert "RESULT" not in done.out
