"""`--quiet`: failures and the last line. Whatever line is the first holds `(run-id R)`."""

from __future__ import annotations

from fanfold.engine.observer import RunInfo, RunSummary, TaskName
from fanfold.engine.silent import Silent
from fanfold.model.status import Failure, RunStatus
from fanfold.terminal.failures import FirstOfItsKind, outcome
from fanfold.terminal.opening import Opening
from fanfold.terminal.stream import Stream
from fanfold.terminal.summary import error_lines, group_lines, headline


class Quiet(Silent):
    """Prints failures, each kind once, and one line at the end."""

    def __init__(self, out: Stream, err: Stream, opening: Opening) -> None:
        self._out = out
        self._err = err
        self._opening = opening
        self._failures = FirstOfItsKind()
        self._info: RunInfo | None = None
        self._told_id = False

    def run_started(self, info: RunInfo) -> None:
        """Remember it."""
        self._info = info

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
        """Show the first of each kind that was not helped."""
        became = outcome(will_retry=will_retry, caught=caught, tolerated=tolerated)
        if will_retry or caught:
            return
        for line in self._failures.lines(task, attempt, failure, became):
            self._out.line(self._with_id(line))

    def run_ended(self, summary: RunSummary) -> None:
        """Print the groups of failures and the headline. A failure that is alone has been shown."""
        assert self._info is not None, "a run ended that never started"
        groups = tuple(group for group in summary.failures if group.count > 1 or group.caught)
        for line in group_lines(summary._replace(failures=groups)):
            self._out.line(line)
        self._out.line(headline(self._info, summary))
        if summary.status is RunStatus.FAILED and not self._err.is_same_as(self._out):
            for line in error_lines(summary, program=self._opening.program):
                self._err.line(line)

    def _with_id(self, line: str) -> str:
        if self._told_id or self._info is None:
            return line
        self._told_id = True
        return f"{line} (run-id {self._info.run_id})"
