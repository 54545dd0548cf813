"""What a resume takes over, from whatever run, and what it runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.fault.accounts import newest_run, runs_of
from tests.fault.processes import left_of_run, ran
from tests.flow_process import FlowProcess

pytestmark = pytest.mark.processes

FLOW = Path(__file__).parent / "flows" / "plain.py"
WIDTH = 12
RESULT = f"RESULT {sum(5000 * number for number in range(WIDTH))} 10240"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for runs."""
    return tmp_path / "runs"


@pytest.fixture
def counter(tmp_path: Path) -> Path:
    """What ran."""
    return tmp_path / "counter"


@pytest.fixture
def failed(home: Path, counter: Path) -> str:
    """The id of a run of which item 5 failed and all others are done."""
    words = ("run", "--width", str(WIDTH), "--keep-going")
    done = ran(FLOW, *words, home=home, COUNTER=str(counter), FAIL="5")
    assert done.exit_code == 1, str(done)
    counter.unlink()
    return newest_run(home).run_id


def resume(home: Path, *words: str, **variables: str) -> FlowProcess:
    """`resume WORDS`."""
    return ran(FLOW, "resume", *words, home=home, COUNTER=str(home.with_name("counter")), **variables)


def test_a_resume_says_what_it_will_do_and_does_exactly_that(home: Path, counter: Path, failed: str) -> None:
    done = resume(home)
    assert done.exit_code == 0, str(done)
    assert f"resuming {failed}: {WIDTH} reused, 3 to run" in done.out
    assert RESULT in done.out
    assert runs_of(counter) == {("work", 5): 1, ("join", 0): 1}


def test_a_resume_outlives_its_origin(home: Path, counter: Path, failed: str) -> None:
    again = resume(home, FAIL="5")
    assert again.exit_code == 1, str(again)
    shutil.rmtree(home / "PlainFlow" / failed)
    done = resume(home)
    assert done.exit_code == 0, str(done)
    assert RESULT in done.out
    assert runs_of(counter) == {("work", 5): 2, ("join", 0): 1}


def test_one_origin_resumed_twice_gives_two_runs(home: Path, counter: Path, failed: str) -> None:
    for _ in range(2):
        done = resume(home, "--origin-run-id", failed)
        assert done.exit_code == 0, str(done)
        assert RESULT in done.out
    assert len(list(home.glob("PlainFlow/[0-9]*/run.json"))) == 3
    assert runs_of(counter) == {("work", 5): 2, ("join", 0): 2}


@pytest.mark.parametrize(
    ("step", "again"),
    [
        ("end", {}),
        ("join", {("join", 0): 1}),
        ("work", {**{("work", i): 1 for i in range(WIDTH)}, ("join", 0): 1}),
    ],
)
def test_resume_step_runs_it_and_all_after_it(
    home: Path, counter: Path, failed: str, step: str, again: dict[tuple[str, int], int]
) -> None:
    assert resume(home).exit_code == 0
    counter.unlink()
    done = resume(home, step)
    assert done.exit_code == 0, str(done)
    assert RESULT in done.out
    assert runs_of(counter) == again


def test_a_finished_run_is_resumed_to_nothing(home: Path, counter: Path, failed: str) -> None:
    assert resume(home).exit_code == 0
    counter.unlink()
    done = resume(home)
    assert done.exit_code == 0, str(done)
    assert "0 to run" in done.out
    assert not counter.exists()


def test_what_a_crash_left_of_a_resume_is_cleared_away(home: Path, failed: str) -> None:
    flow = home / "PlainFlow"
    (flow / "1999999998").mkdir()
    shutil.copytree(flow / failed, flow / ".1999999998.new")
    done = resume(home)
    assert done.exit_code == 0, str(done)
    assert RESULT in done.out
    assert not (flow / ".1999999998.new").exists()
    assert left_of_run(home) == []


def test_a_resume_says_which_code_has_changed(home: Path, counter: Path, tmp_path: Path) -> None:
    flow = tmp_path / "plain.py"
    shutil.copy(FLOW, flow)
    assert ran(flow, "run", home=home, COUNTER=str(counter), FAIL="5").exit_code == 1
    first = newest_run(home).run_id
    flow.write_text(flow.read_text() + "# better now\n")
    done = ran(flow, "resume", home=home, COUNTER=str(counter))
    assert f"Changed since run {first}: plain.py." in done.out, str(done)
    again = ran(flow, "resume", home=home, COUNTER=str(counter))
    assert "Changed since" not in again.out, str(again)
