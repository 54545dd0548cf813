"""A run as plain lines: short at any width, and nothing that matters left out."""

from __future__ import annotations

from pathlib import Path

import pytest

import fanfold
from fanfold.engine.observer import ResumeInfo, ResumeSteps, RunSummary, TaskName
from fanfold.model.names import RunId, StepName
from fanfold.model.status import Cause, Failure, RunStatus
from fanfold.terminal.failures import sentence, traceback_lines
from fanfold.terminal.plain import Plain
from fanfold.terminal.stream import Stream
from tests.terminal.watched import ERROR, FIT, INFO, OPENING, Screen, item, progress, tell_a_wide_run


def plain(screen: Screen) -> Plain:
    """The observer under test, on this screen."""
    return Plain(screen.out, screen.err, OPENING, clock=screen.clock)


def test_a_failed_run_reads_like_this() -> None:
    screen = Screen()
    tell_a_wide_run(plain(screen), screen, width=10_000, failures=3, ticks=6000)
    assert screen.text == GOLDEN
    assert screen.errors == (
        "Step failure (F207):\n    3 tasks of fit: ValueError: singular matrix at sweep.py:41, first: lr=0\n"
    )


GOLDEN = """\
fanfold 1.2.3: Sweep starting (run-id 1712), imported as metaflow, 8 workers
FAILED fit/lr=0: ValueError: singular matrix at sweep.py:41 (attempt 1, failed for good)
    Traceback (most recent call last):
      File "sweep.py", line 41, in fit
    ValueError: singular matrix
  fit: 10,000 tasks, 16 done, 3 failed
  fit: 516 of 10,000 (5%) done, 3 failed, 8 running
  fit: 1,016 of 10,000 (10%) done, 3 failed, 8 running
  fit: 1,997 of 10,000 (20%) done, 3 failed, 8 running
  fit: 4,998 of 10,000 (50%) done, 3 failed, 8 running
  fit: 9,997 done, 3 failed, 10m00s
Sweep (run-id 1712) failed in 10m00s: 9,998 tasks, 8 workers, 91% busy
  start      1 done
  fit    9,997 done, 3 failed  p50 14ms  p95 31ms  max 4.1s [lr=17]
Failures:
  3 tasks of fit: ValueError: singular matrix at sweep.py:41, first: lr=0
Next:
  python sweep.py resume
  python sweep.py debug 1712/fit/0
  python sweep.py logs 1712 --failed
"""


@pytest.mark.parametrize("width", [100, 10_000, 1_000_000])
def test_any_width_takes_some_ten_lines(width: int) -> None:
    screen = Screen()
    tell_a_wide_run(plain(screen), screen, width=width, failures=0, ticks=6000)
    assert 8 <= len(screen.lines) <= 14


def test_the_first_line_holds_the_run_id() -> None:
    screen = Screen()
    plain(screen).run_started(INFO)
    assert "(run-id 1712)" in screen.lines[0]


def test_a_run_that_is_through_in_a_second_prints_no_progress() -> None:
    screen = Screen()
    observer = plain(screen)
    observer.run_started(INFO)
    for tenth in range(9):
        screen.seconds = tenth / 10
        observer.tick([progress(tenth, 8)])
    assert len(screen.lines) == 1


def test_a_step_that_takes_long_is_told_before_it_is_done() -> None:
    screen = Screen()
    observer = plain(screen)
    observer.run_started(INFO)
    observer.tick([progress(0, 1, running=1)])
    screen.seconds = 2
    observer.tick([progress(0, 1, running=1)])
    assert screen.lines[1:] == ["  fit: 1 task"]


def test_while_a_total_still_grows_no_share_of_it_is_given() -> None:
    screen = Screen()
    observer = plain(screen)
    observer.run_started(INFO)
    for seconds in (0, 2, 60):
        screen.seconds = seconds
        observer.tick([progress(seconds, 100, growing=True)])
    assert screen.lines[1:] == ["  fit: at least 100 tasks, 2 done", "  fit: 60 of at least 100 done"]


def test_each_kind_of_failure_is_shown_once_and_again_when_it_ends_otherwise() -> None:
    screen = Screen()
    observer = plain(screen)
    observer.run_started(INFO)
    for number in range(100):
        observer.task_failed(item(number), 0, ERROR, will_retry=True)
        observer.task_failed(item(number), 1, ERROR, will_retry=False)
    other = Failure(Cause.DIED, "", "SIGKILL")
    observer.task_failed(item(7), 0, other, will_retry=False)
    assert [line for line in screen.lines if line.startswith("FAILED")] == [
        "FAILED fit/lr=0: ValueError: singular matrix at sweep.py:41 (attempt 1, will be retried)",
        "FAILED fit/lr=0: ValueError: singular matrix at sweep.py:41 (attempt 2, failed for good)",
        "FAILED fit/lr=7: its process died: SIGKILL (attempt 1, failed for good)",
    ]
    assert screen.lines.count("    Traceback (most recent call last):") == 1


def test_a_sentence_ends_without_a_full_stop_and_each_of_several_with_its_own() -> None:
    timeout = Failure(Cause.TIMEOUT, "fanfold.TaskTimeoutError", "It took long. Make it smaller.", "a.py:3")
    assert sentence(timeout) == "TaskTimeoutError: It took long. Make it smaller. (at a.py:3)"
    died = Failure(Cause.DIED, "SIGSEGV", "The task's process was killed by SIGSEGV.")
    assert sentence(died) == "The task's process was killed by SIGSEGV"


def test_that_a_failure_stops_the_run_is_said_when_the_rest_takes_a_while() -> None:
    screen = Screen()
    observer = plain(screen)
    observer.run_started(INFO)
    observer.task_failed(item(1), 0, ERROR, will_retry=False)
    observer.halted("A task of step fit failed: singular matrix")
    before = len(screen.lines)
    for screen.seconds in (0.5, 0.9):
        observer.tick([progress(5, 8, running=2, failed=1)])
    assert len(screen.lines) == before
    for screen.seconds in (1.1, 1.2):
        observer.tick([progress(5, 8, running=2, failed=1)])
    assert screen.lines[before:] == ["  stopping: nothing more is started, 2 tasks still running"]


def test_where_both_streams_end_at_one_place_the_error_is_not_said_again(tmp_path: Path) -> None:
    with open(tmp_path / "log", "wb") as out, open(tmp_path / "log", "ab") as err:
        screen = Screen()
        observer = Plain(Stream(out), Stream(err), OPENING, clock=screen.clock)
        tell_a_wide_run(observer, screen, width=10, failures=3, ticks=10)
    assert (tmp_path / "log").read_text().count("3 tasks of fit: ValueError") == 1


def test_a_traceback_shows_the_user_s_own_lines_only() -> None:
    inside = Path(fanfold.__file__).parent / "flow" / "task.py"
    theirs = '  File "sweep.py", line 41, in fit\n    self.x\n'
    frames = f'{theirs}  File "{inside}", line 1, in find\n    raise\n    ^^^^^\n'
    failure = ERROR._replace(traceback=f"Traceback (most recent call last):\n{frames}ValueError: no\n")
    assert traceback_lines(failure) == [
        "Traceback (most recent call last):",
        '  File "sweep.py", line 41, in fit',
        "    self.x",
        "ValueError: no",
    ]


def test_an_error_that_is_written_for_a_reader_needs_no_traceback() -> None:
    failure = ERROR._replace(type="fanfold.model.errors.InvalidNextException")
    assert traceback_lines(failure) == []


def test_what_tasks_print_says_whose_it_is_and_keeps_its_indentation_and_colours() -> None:
    screen = Screen()
    observer = plain(screen)
    observer.run_started(INFO)
    observer.output(TaskName(StepName("start"), "0"), "stdout", b"one\n  \x1b[1mtwo\x1b[0m\n")
    observer.output(item(3), "stderr", b" 10%\r 50%\r100%\nwithout end")
    assert screen.lines[1:] == [
        "[start] one",
        "[start]   \x1b[1mtwo\x1b[0m",
        "[fit/lr=3] 100%",
        "[fit/lr=3] without end",
    ]


def test_tracebacks_of_catch_are_shown_once_for_each_kind_and_not_for_each_task() -> None:
    screen = Screen()
    observer = plain(screen)
    observer.run_started(INFO)
    for number in range(100):
        printed = (
            b"@catch caught an exception from <flow Sweep step fit[0]>\n>  ValueError: singular matrix\n"
        )
        observer.output(item(number), "stdout", printed + (b"mine\n" if number == 7 else b""))
        observer.task_failed(item(number), 0, ERROR, will_retry=False, caught=True)
    assert screen.lines[1] == "CAUGHT fit/lr=0: ValueError: singular matrix at sweep.py:41 (attempt 1)"
    assert screen.lines[5:] == ["[fit/lr=7] mine"]


def test_a_resume_says_what_it_takes_over() -> None:
    screen = Screen()
    observer = plain(screen)
    observer.run_started(INFO)
    observer.resume_planned(ResumeInfo(RunId("1711"), (ResumeSteps(FIT, 9991, 9),), ("step train is gone",)))
    assert screen.lines[1:] == ["  resuming 1711: 9,991 reused, 9 to run", "  dropped: step train is gone"]


def test_an_interrupted_run_says_how_to_go_on_and_is_no_error() -> None:
    screen = Screen()
    observer = plain(screen)
    observer.run_started(INFO)
    observer.halted("SIGINT")
    observer.run_ended(RunSummary(RunStatus.INTERRUPTED, 3.21, 17, not_started=1000, reason="SIGINT"))
    assert screen.lines[1:] == [
        "  stopping: SIGINT; running tasks have 5.0s to end, a second signal ends them now",
        "Sweep (run-id 1712) interrupted in 3.2s: 17 tasks",
        "Reason: SIGINT",
        "1,000 tasks were not started.",
        "Next:",
        "  python sweep.py resume",
    ]
    assert screen.errors == ""
