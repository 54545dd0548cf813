"""A run as plain lines, for pipes, log files and CI: about ten for a fan-out of any width.

No cursor movement. User prints pass through with `[step/KEY] ` before each line. Failures are shown at once,
each kind once, and counted at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic

from fanfold.engine.observer import ResumeInfo, RunInfo, RunSummary, Said, StepProgress, TaskName
from fanfold.engine.silent import Silent
from fanfold.model.names import StepName
from fanfold.model.status import Failure, RunStatus
from fanfold.terminal.cells import shown_name
from fanfold.terminal.failures import FirstOfItsKind, outcome
from fanfold.terminal.figures import tasks
from fanfold.terminal.opening import Opening, halting_line, resume_lines
from fanfold.terminal.pace import QUIET_SECONDS, StepPace
from fanfold.terminal.progress import closed_line, moved_line, opened_line
from fanfold.terminal.stream import Stream
from fanfold.terminal.summary import error_lines, summary_lines
from fanfold.terminal.task_output import prefixed, without_caught


class Plain(Silent):
    """Prints a run as plain lines: the run on one stream, the error that ended it on the other."""

    def __init__(
        self, out: Stream, err: Stream, opening: Opening, *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._out = out
        self._err = err
        self._opening = opening
        self._clock = clock
        self._paces: dict[StepName, StepPace] = {}
        self._failures = FirstOfItsKind()
        self._info: RunInfo | None = None
        self._last_message = ""
        self._halted_at: float | None = None

    def run_started(self, info: RunInfo) -> None:
        """Print the first line and the notes."""
        self._info = info
        self._lines(self._opening.lines(info))

    def resume_planned(self, info: ResumeInfo) -> None:
        """Print what is reused."""
        self._lines(resume_lines(info))

    def tick(self, steps: list[StepProgress]) -> None:
        """Print the steps of which there is something to say."""
        now = self._clock()
        self._tell_halt(steps, now)
        for progress in steps:
            pace = self._paces.get(progress.step)
            if pace is None:
                pace = self._paces[progress.step] = StepPace(now)
            match pace.due(progress, now):
                case "opened":
                    self._out.line(opened_line(progress))
                case "moved":
                    self._out.line(moved_line(progress))
                case "closed":
                    self._out.line(closed_line(progress, now - pace.opened_at))
                case "":
                    pass

    def output(self, task: TaskName, stream: str, data: bytes) -> None:
        """Pass it through, as the reference does both streams in one."""
        shown = without_caught(data)
        if shown:
            self._out.write(prefixed(shown, f"[{shown_name(task.short)}] "))

    def outputs(self, said: Iterable[Said]) -> None:
        """Let it through together."""
        with self._out.together():
            super().outputs(said)

    def task_failed(
        self,
        task: TaskName,
        attempt: int,
        failure: Failure,
        *,
        will_retry: bool,
        caught: bool = False,
        tolerated: bool = False,
    ) -> None:
        """Show the first of each kind."""
        became = outcome(will_retry=will_retry, caught=caught, tolerated=tolerated)
        self._last_message = failure.message
        self._lines(self._failures.lines(task, attempt, failure, became))

    def halted(self, reason: str) -> None:
        """Say that it will end, and why. Where that was shown just before, only if it takes a while."""
        if self._last_message and self._last_message in reason:
            self._halted_at = self._clock()
        else:
            self._out.line(halting_line(reason))

    def _tell_halt(self, steps: list[StepProgress], now: float) -> None:
        if self._halted_at is not None and now - self._halted_at >= QUIET_SECONDS:
            self._halted_at = None
            running = sum(progress.running for progress in steps)
            self._out.line(halting_line(f"nothing more is started, {tasks(running)} still running"))

    def note(self, text: str) -> None:
        """Print it."""
        self._out.line(f"  note: {text}")

    def run_ended(self, summary: RunSummary) -> None:
        """Print the summary; if it failed, one error on the other stream too, where that is another."""
        assert self._info is not None, "a run ended that never started"
        self._lines(summary_lines(self._info, summary, program=self._opening.program))
        if summary.status is RunStatus.FAILED and not self._err.is_same_as(self._out):
            for line in error_lines(summary, program=self._opening.program):
                self._err.line(line)

    def _lines(self, lines: list[str]) -> None:
        for line in lines:
            self._out.line(line)
