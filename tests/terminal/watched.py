"""A run told to an observer call by call, and what was printed of it."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path

from fanfold.engine.observer import (
    FailureGroup,
    Observer,
    RunInfo,
    RunSummary,
    StepProgress,
    StepSummary,
    TaskName,
)
from fanfold.model.names import FlowName, RunId, StepName
from fanfold.model.status import Cause, Failure, RunStatus
from fanfold.terminal.opening import Opening
from fanfold.terminal.stream import Stream

OPENING = Opening(version="1.2.3", imported_as="metaflow", program="python sweep.py")
INFO = RunInfo(FlowName("Sweep"), RunId("1712"), Path("runs/Sweep/1712"), {"alpha": 0.5}, workers=8)
FIT = StepName("fit")
ERROR = Failure(
    Cause.ERROR,
    "builtins.ValueError",
    "singular matrix",
    "sweep.py:41",
    'Traceback (most recent call last):\n  File "sweep.py", line 41, in fit\nValueError: singular matrix\n',
)


class Screen:
    """Two streams in memory, and a clock that stands still until it is set."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        self._err = io.BytesIO()
        self.out = Stream(self._out)
        self.err = Stream(self._err)
        self.seconds = 0.0

    def clock(self) -> float:
        """The seconds that it was set to."""
        return self.seconds

    def now(self) -> datetime:
        """The same as a time of day."""
        return datetime(2026, 1, 2, 3, 4, 5) + timedelta(seconds=self.seconds)

    @property
    def text(self) -> str:
        """What was written to the first stream."""
        return self._out.getvalue().decode()

    @property
    def errors(self) -> str:
        """What was written to the second."""
        return self._err.getvalue().decode()

    @property
    def lines(self) -> list[str]:
        """The lines of the first stream."""
        return self.text.splitlines()


def item(number: int) -> TaskName:
    """The task of one item of `fit`."""
    return TaskName(FIT, str(number), f"lr={number}")


def progress(
    done: int, total: int, *, running: int = 0, failed: int = 0, growing: bool = False
) -> StepProgress:
    """Where `fit` stands."""
    return StepProgress(FIT, total, running, done, failed=failed, growing=growing)


def tell_a_wide_run(observer: Observer, screen: Screen, *, width: int, failures: int, ticks: int) -> None:
    """A fan-out of some width, of which some items fail, that takes ten minutes."""
    observer.run_started(INFO)
    for number in range(failures):
        observer.task_failed(item(number), 0, ERROR, will_retry=False)
    for number in range(ticks + 1):
        screen.seconds = 600 * number / ticks
        done = (width - failures) * number // ticks
        observer.tick([progress(done, width, running=8, failed=failures)])
    observer.run_ended(wide_summary(width, failures))


def wide_summary(width: int, failures: int) -> RunSummary:
    """How such a run ends."""
    start = StepSummary(StepProgress(StepName("start"), 1, 0, 1))
    fit = StepSummary(progress(width - failures, width, failed=failures), 0.014, 0.031, 4.1, item(17))
    groups = (FailureGroup(FIT, ERROR, failures, (item(0),)),) if failures else ()
    status = RunStatus.FAILED if failures else RunStatus.SUCCEEDED
    reason = "A task of step fit failed: singular matrix" if failures else ""
    return RunSummary(status, 600.0, width - failures + 1, (start, fit), groups, 0, reason, 0.91)
