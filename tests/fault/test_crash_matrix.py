"""A process dies between any two of: item marked, item run, record appended, counter advanced, facts in the
ledger, effects performed. Whoever it is, nothing that was recorded runs again and nothing is lost.
"""

from __future__ import annotations

import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fault.accounts import check_ledger, newest_run, recorded, runs_of
from tests.fault.processes import children, ended, kill, left_of_run, ran, started, stopped, zygote_of
from tests.flow_process import FlowProcess

pytestmark = pytest.mark.processes

FLOW = Path(__file__).parent / "flows" / "matrix.py"
WORKER_POINTS = ("marked", "run", "appended", "counted")
DRIVER_POINTS = ("gathered", "committed", "performed")
WAYS = {"warm": 120, "isolated": 12}
WIDTHS = {**WAYS, "interpreters": 120}
"""How many items: more than a hundred share warm workers, fewer get a process each. Workers are forked, or
else interpreters of their own.
"""

WORKERS = 2


@dataclass(frozen=True, slots=True)
class Stop:
    """A run that is to stop at a point."""

    home: Path
    counter: Path
    file: Path
    way: str
    point: str

    def start(self, *words: str) -> tuple[str, ...]:
        """The words of the command line."""
        return ("run", "--width", str(WIDTHS[self.way]), "--max-workers", str(WORKERS), *words)

    def variables(self) -> dict[str, str]:
        """What the flow is told: the point comes well within the fan."""
        told = {"COUNTER": str(self.counter), "STOP_AT": f"{self.point}:{9}:{self.file}"}
        return {**told, "WITH_THREAD": "yes"} if self.way == "interpreters" else told

    def result(self) -> str:
        """What an undisturbed run prints."""
        return f"RESULT {sum(number**2 + number for number in range(WIDTHS[self.way]))}"

    def expected(self) -> set[tuple[str, int]]:
        """The tasks that leave a line each time they run."""
        return {(step, index) for step in ("work", "tail") for index in range(WIDTHS[self.way])}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """Warm or isolated."""
    return str(request.param)


@pytest.fixture(params=[*WORKER_POINTS, *DRIVER_POINTS])
def stop(request: pytest.FixtureRequest, way: str, tmp_path: Path) -> Stop:
    """A run that stops at each of the points."""
    return Stop(tmp_path / "runs", tmp_path / "counter", tmp_path / "stopped", way, str(request.param))


def test_a_killed_driver_leaves_nothing_behind_and_resume_runs_what_was_not_recorded(stop: Stop) -> None:
    with started(FLOW, *stop.start(), home=stop.home, **stop.variables()) as process:
        at = stopped(stop.file)
        kill(process.pid)
        process.wait()
        kill(at, signal.SIGCONT)
        assert left_of_run(stop.home) == []
    folder = newest_run(stop.home)
    check_ledger(folder)
    before, done = runs_of(stop.counter), recorded(folder)
    assert max(done.values()) == 1
    resumed = ran(FLOW, "resume", home=stop.home, COUNTER=str(stop.counter))
    _check_end(stop, resumed)
    again = runs_of(stop.counter) - before
    assert not [step for step, fan, index in done if (step, index) in again], "ran again, though recorded"
    in_hand = [key for key in before if key in again]
    assert len(in_hand) <= WORKERS, "more ran twice than were in hand"


@pytest.mark.parametrize("point", ["run", "appended", "committed"])
def test_workers_that_are_interpreters_of_their_own_are_gone_with_the_driver_too(
    tmp_path: Path, point: str
) -> None:
    stop = Stop(tmp_path / "runs", tmp_path / "counter", tmp_path / "stopped", "interpreters", point)
    test_a_killed_driver_leaves_nothing_behind_and_resume_runs_what_was_not_recorded(stop)


@pytest.mark.parametrize("point", ["run", "appended", "committed"])
def test_a_killed_worker_that_is_an_interpreter_of_its_own_costs_no_more(tmp_path: Path, point: str) -> None:
    stop = Stop(tmp_path / "runs", tmp_path / "counter", tmp_path / "stopped", "interpreters", point)
    test_a_killed_worker_costs_the_item_in_hand_and_nothing_else(stop)


def test_a_killed_worker_costs_the_item_in_hand_and_nothing_else(stop: Stop) -> None:
    with started(FLOW, *stop.start("--with", "retry:times=1"), home=stop.home, **stop.variables()) as process:
        at = stopped(stop.file)
        victim = children(process.pid)[-1] if stop.point in DRIVER_POINTS else at
        kill(victim)
        kill(at, signal.SIGCONT)
        done = ended(process)
    _check_end(stop, done)
    twice = [key for key, times in runs_of(stop.counter).items() if times > 1]
    if stop.point in WORKER_POINTS:
        assert len(twice) == (1 if stop.point == "run" else 0)
    else:
        assert len(twice) <= 1
    assert max(runs_of(stop.counter).values()) <= 2


def test_a_killed_zygote_costs_nothing(stop: Stop) -> None:
    with started(FLOW, *stop.start(), home=stop.home, **stop.variables()) as process:
        at = stopped(stop.file)
        kill(zygote_of(process.pid))
        kill(at, signal.SIGCONT)
        done = ended(process)
    _check_end(stop, done)
    assert max(runs_of(stop.counter).values()) == 1


def _check_end(stop: Stop, done: FlowProcess) -> None:
    """The run came to its end with the right result, each task recorded once, and is gone."""
    assert done.exit_code == 0, str(done)
    assert stop.result() in done.out, str(done)
    assert left_of_run(stop.home) == []
    assert set(runs_of(stop.counter)) == stop.expected()
    folder = newest_run(stop.home)
    check_ledger(folder)
    assert Counter(recorded(folder).values()).keys() == {1}, "recorded more than once"
