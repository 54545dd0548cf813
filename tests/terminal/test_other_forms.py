"""`--quiet`, `-v` and `--json`."""

from __future__ import annotations

import json

from fanfold.engine.observer import FailureGroup, RunSummary, StepProgress, TaskName
from fanfold.model.names import StepName
from fanfold.model.status import RunStatus
from fanfold.terminal.json_lines import JsonLines
from fanfold.terminal.quiet import Quiet
from fanfold.terminal.verbose import Verbose
from tests.terminal.watched import (
    ERROR,
    FIT,
    INFO,
    OPENING,
    Screen,
    item,
    progress,
    tell_a_wide_run,
    wide_summary,
)


def test_quiet_prints_one_line_of_a_run_that_succeeds() -> None:
    screen = Screen()
    tell_a_wide_run(Quiet(screen.out, screen.err, OPENING), screen, width=10_000, failures=0, ticks=100)
    assert screen.text == "Sweep (run-id 1712) done in 10m00s: 10,001 tasks, 8 workers, 91% busy\n"


def test_quiet_prints_failures_and_the_first_line_holds_the_run_id() -> None:
    screen = Screen()
    tell_a_wide_run(Quiet(screen.out, screen.err, OPENING), screen, width=100, failures=50, ticks=10)
    assert screen.lines[0].startswith("FAILED fit/lr=0: ValueError: singular matrix")
    assert screen.lines[0].endswith("(run-id 1712)")
    assert screen.lines[-1].startswith("Sweep (run-id 1712) failed in 10m00s")
    assert len(screen.lines) == 7


def test_quiet_shows_a_single_failure_once() -> None:
    screen = Screen()
    tell_a_wide_run(Quiet(screen.out, screen.err, OPENING), screen, width=100, failures=1, ticks=10)
    assert screen.text.count("ValueError: singular matrix at sweep.py:41") == 1
    assert screen.lines[-1].startswith("Sweep (run-id 1712) failed in 10m00s")


def test_verbose_prints_a_line_for_each_task_in_the_reference_s_words() -> None:
    screen = Screen()
    observer = Verbose(screen.out, screen.err, OPENING, now=screen.now)
    start = TaskName(StepName("start"), "0")
    observer.run_started(INFO)
    observer.task_started(start, 0, 41)
    observer.output(start, "stdout", b"hello\n")
    observer.split_done(start, FIT, 3)
    observer.task_done(start, 0)
    observer.task_started(item(2), 1, 42)
    observer.task_failed(item(2), 1, ERROR, will_retry=False)
    observer.run_ended(RunSummary(RunStatus.SUCCEEDED, 0.2, 1))
    stamp = "2026-01-02 03:04:05.000"
    assert [line.removeprefix(stamp) for line in screen.lines] == [
        " Workflow starting (run-id 1712):",
        " fanfold 1.2.3: Sweep starting (run-id 1712), imported as metaflow, 8 workers",
        " [1712/start/0 (pid 41)] Task is starting.",
        " [1712/start/0 (pid 41)] hello",
        " [1712/start/0 (pid 41)] Foreach yields 3 child steps.",
        " [1712/start/0 (pid 41)] Task finished successfully.",
        " [1712/fit/2 (pid 42)] Task is starting (retry).",
        " [1712/fit/2 (pid 42)] Traceback (most recent call last):",
        ' [1712/fit/2 (pid 42)]   File "sweep.py", line 41, in fit',
        " [1712/fit/2 (pid 42)] ValueError: singular matrix",
        " [1712/fit/2 (pid 42)] Task failed.",
        " [1712/fit/2 (pid 42)] This failed task will not be retried.",
        "Sweep (run-id 1712) done in 200ms: 1 task",
        " Done!",
    ]


def test_json_is_one_object_a_line_that_names_its_event() -> None:
    screen = Screen()
    observer = JsonLines(screen.out, OPENING, clock=screen.clock)
    observer.step_opened(FIT, 10)
    observer.output(item(1), "stdout", b"a\xff\nb")
    tell_a_wide_run(observer, screen, width=10, failures=2, ticks=4)
    objects = [json.loads(line) for line in screen.lines]
    assert [found["event"] for found in objects] == [
        "step_start",
        "output",
        "run_start",
        "task_failed",
        "task_failed",
        *["progress"] * 4,
        "step_end",
        "progress",
        "run_end",
    ]
    assert objects[1] == {
        "event": "output",
        "step": "fit",
        "task_id": "1",
        "key": "lr=1",
        "name": "lr=1",
        "stream": "stdout",
        "text": "a\\xff\nb",
    }
    assert objects[2]["run_id"] == "1712"
    assert objects[-1]["status"] == "failed"
    assert objects[-1]["failures"][0]["count"] == 2


def test_json_progress_comes_once_a_second_and_only_where_something_moved() -> None:
    screen = Screen()
    observer = JsonLines(screen.out, OPENING, clock=screen.clock)
    for tick in range(100):
        screen.seconds = tick / 10
        observer.tick([progress(min(tick, 50), 1000), StepProgress(StepName("start"), 1, 0, 1)])
    told = [json.loads(line) for line in screen.lines]
    assert [found["event"] for found in told][:2] == ["step_end", "progress"]
    assert [[step["step"] for step in found["steps"]] for found in told[1:]] == [
        ["fit", "start"],
        *[["fit"]] * 5,
    ]


def test_a_caught_failure_is_counted_and_asks_for_nothing() -> None:
    screen = Screen()
    observer = Quiet(screen.out, screen.err, OPENING)
    summary = wide_summary(10, 0)
    group = FailureGroup(FIT, ERROR, 4, (item(0),), caught=True)
    observer.run_started(INFO)
    observer.task_failed(item(0), 0, ERROR, will_retry=False, caught=True)
    observer.run_ended(RunSummary(summary.status, 1.0, 11, summary.steps, (group,)))
    assert screen.lines[:2] == [
        "Failures:",
        "  4 tasks of fit: ValueError: singular matrix at sweep.py:41, first: lr=0 (caught)",
    ]


def test_a_parameter_that_is_a_whole_file_does_not_fill_the_first_line() -> None:
    screen = Screen()
    parameters = {"file": "x" * 100_000, "alpha": 0.5, "odd": {1, 2}}
    JsonLines(screen.out, OPENING).run_started(INFO._replace(parameters=parameters))
    found = json.loads(screen.text)["parameters"]
    assert len(found["file"]) < 1100
    assert found["alpha"] == 0.5
    assert found["odd"] == "{1, 2}"
