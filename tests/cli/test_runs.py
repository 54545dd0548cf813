"""Runs from the command line: what is printed where, and what the shell is told."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow_process import FlowProcess, run_fanfold, run_file

pytestmark = pytest.mark.processes

FAN = Path(__file__).parent / "flows" / "fan.py"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for runs."""
    return tmp_path / "runs"


def run(home: Path, *words: str) -> FlowProcess:
    """`python fan.py run --who you WORDS`."""
    return run_file(FAN, "run", "--who", "you", *words, home=home)


def test_a_run_prints_its_id_first_what_tasks_print_and_the_counts_last(home: Path) -> None:
    done = run(home, "--run-id-file", str(home.parent / "id"))
    assert done.exit_code == 0, str(done)
    first, *middle, start, square, join, end = done.out.splitlines()
    run_id = (home.parent / "id").read_text()
    assert f"FanFlow starting (run-id {run_id})" in first
    assert "metaflow" not in first
    assert {"[start] hello you", "[start]   aside", "[end] total 2470"} < set(middle)
    assert [line.split()[:3] for line in (start, square, join, end)] == [
        ["start", "1", "done"],
        ["square", "20", "done"],
        ["join", "1", "done"],
        ["end", "1", "done"],
    ]
    assert done.err == ""


def test_a_failed_run_names_the_item_and_the_line_and_is_exit_code_1(home: Path) -> None:
    done = run(home, "--fail", "7")
    assert done.exit_code == 1, str(done)
    assert re.search(r"^FAILED square/7: ValueError: 7 is not for me at fan.py:\d+", done.out, re.MULTILINE)
    assert re.search(r"^  \S+ \S*fan.py debug \d+/square/7$", done.out, re.MULTILINE)
    assert done.err.startswith("Step failure (F207):\n    1 task of square: ValueError: 7 is not for me")
    assert "fanfold/engine" not in done.out + done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run"], "--who"),
        (["run", "--who", "you", "--count", "many"], "--count wants a whole number"),
        (["run", "--who", "you", "--with", "rtry"], "--with rtry"),
    ],
)
def test_a_wrong_value_is_exit_code_2_and_records_nothing(home: Path, words: list[str], said: str) -> None:
    done = run_file(FAN, *words, home=home)
    assert done.exit_code == 2, str(done)
    assert said in done.err
    assert "Traceback" not in done.err
    assert list(home.glob("FanFlow/*")) == []


def test_the_first_line_says_when_the_flow_imported_metaflow(home: Path, tmp_path: Path) -> None:
    text = FAN.read_text(encoding="utf-8").replace("from fanfold import", "from metaflow import")
    (tmp_path / "fan.py").write_text(text, encoding="utf-8")
    done = run_fanfold("run", "fan.py", "--who", "you", home=home, folder=tmp_path)
    assert done.exit_code == 0, str(done)
    assert "imported as metaflow" in done.out.splitlines()[0]


def test_quiet_prints_one_line(home: Path) -> None:
    for words in (["--quiet", "run", "--who", "you"], ["run", "--who", "you", "--quiet"]):
        done = run_file(FAN, *words, home=home)
        assert re.fullmatch(r"FanFlow \(run-id \d+\) done in \S+: 23 tasks.*\n", done.out), str(done)


def test_verbose_prints_a_line_for_each_task(home: Path) -> None:
    done = run(home, "-v", "--count", "3")
    assert len(re.findall(r"\[\d+/square/[012][^]]*\] Task finished successfully\.", done.out)) == 3, str(
        done
    )
    assert "Foreach yields 3 child steps." in done.out
    assert done.out.splitlines()[-1].endswith("Done!")


def test_json_is_json(home: Path) -> None:
    done = run(home, "--json", "--fail", "3")
    events = [json.loads(line) for line in done.out.splitlines()]
    assert events[0]["event"] == "run_start"
    assert events[-1]["event"] == "run_end"
    assert [event["key"] for event in events if event["event"] == "task_failed"] == ["3"]


def test_check_and_show_run_nothing(home: Path) -> None:
    assert run_file(FAN, "check", home=home).exit_code == 0
    assert run_file(FAN, home=home).exit_code == 0
    shown = run_file(FAN, "show", home=home)
    assert shown.exit_code == 0, str(shown)
    assert "Squares numbers." in shown.out
    assert "digraph" in run_file(FAN, "output-dot", home=home).out
    assert not home.exists()


def test_a_flow_that_is_wrong_is_one_error_with_its_line(home: Path, tmp_path: Path) -> None:
    text = FAN.read_text(encoding="utf-8").replace("self.next(self.end)", "self.next(self.ned)")
    (tmp_path / "fan.py").write_text(text, encoding="utf-8")
    for words in (["check"], ["run", "--who", "you"]):
        done = run_file(tmp_path / "fan.py", *words, home=home)
        assert done.exit_code == 1, str(done)
        assert re.search(r"fan.py on line \d+", done.err)
        assert "Traceback" not in done.err
    assert list(home.glob("FanFlow/*")) == []


@pytest.fixture
def waiting(home: Path) -> Iterator[subprocess.Popen[str]]:
    """A run whose items wait for longer than any test."""
    command = [sys.executable, str(FAN), "run", "--who", "you", "--wait", "1000", "--count", "4"]
    environment = {**os.environ, "FANFOLD_HOME": str(home)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_says_how_to_go_on(waiting: subprocess.Popen[str], number: int, code: int) -> None:
    assert waiting.stdout is not None
    for line in waiting.stdout:
        if "begun" in line:
            break
    waiting.send_signal(number)
    for line in waiting.stdout:
        if "stopping" in line:
            break
    waiting.send_signal(number)
    out, err = waiting.communicate()
    assert waiting.returncode == code, out + err
    assert "interrupted in" in out
    assert f"{FAN} resume" in out
    assert err == ""


def test_a_reader_that_goes_away_does_not_end_the_run(home: Path) -> None:
    environment = {**os.environ, "FANFOLD_HOME": str(home)}
    command = [sys.executable, str(FAN), "run", "--who", "you", "--run-id-file", str(home.parent / "id")]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert process.wait() == 0


def test_a_resume_runs_what_was_not_done_with_the_same_parameters(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "fan.py"
    text = FAN.read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    failed = run_file(file, "run", "--who", "you", "--fail", "7", "--keep-going", home=home)
    assert failed.exit_code == 1, str(failed)
    file.write_text(text.replace("self.input == self.fail", "False"), encoding="utf-8")
    resumed = run_file(file, "resume", home=home)
    assert resumed.exit_code == 0, str(resumed)
    assert "20 reused, 3 to run" in resumed.out
    assert "square  20 done (19 reused)" in resumed.out
    assert "[end] total 2470" in resumed.out
    assert "hello you" not in resumed.out


@pytest.mark.parametrize(
    "words", [["resume"], ["resume", "--origin-run-id", "12"], ["resume", "no_such_step"]]
)
def test_a_resume_of_what_there_is_not_is_one_error(home: Path, words: list[str]) -> None:
    done = run_file(FAN, *words, home=home)
    assert done.exit_code == 1
    assert len(done.err.splitlines()) == 3, str(done)


def test_a_failed_item_is_run_again_by_the_command_that_was_named(home: Path) -> None:
    failed = run(home, "--fail", "7")
    found = re.search(r"fan.py (debug \S+)$", failed.out, re.MULTILINE)
    assert found is not None, str(failed)
    again = run_file(FAN, *found.group(1).split(), home=home)
    assert again.exit_code == 1
    assert "7 is not for me" in again.err
    well = run_file(FAN, "debug", found.group(1).split()[1].replace("/7", "/3"), home=home)
    assert well.exit_code == 0, str(well)


def test_inline_runs_everything_in_one_process(home: Path) -> None:
    done = run(home, "--inline")
    assert done.exit_code == 0, str(done)
    assert "total 2470" in done.out
