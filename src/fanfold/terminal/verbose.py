"""`-v`: a line for each task, in the reference's words, for those who search logs for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from fanfold.engine.observer import ResumeInfo, RunInfo, RunSummary, Said, TaskName
from fanfold.engine.silent import Silent
from fanfold.model.names import StepName
from fanfold.model.status import Failure, RunStatus
from fanfold.terminal.failures import sentence, traceback_lines
from fanfold.terminal.opening import Opening, halting_line, resume_lines
from fanfold.terminal.stream import Stream
from fanfold.terminal.summary import error_lines, summary_lines
from fanfold.terminal.task_output import prefixed


class Verbose(Silent):
    """Prints what happens to every task."""

    wants_tasks = True

    def __init__(
        self, out: Stream, err: Stream, opening: Opening, *, now: Callable[[], datetime] = datetime.now
    ) -> None:
        self._out = out
        self._err = err
        self._opening = opening
        self._now = now
        self._pids: dict[TaskName, int] = {}
        self._info: RunInfo | None = None

    def run_started(self, info: RunInfo) -> None:
        """Print the first line, with the run's id in the words that scripts look for."""
        self._info = info
        self._say(f"Workflow starting (run-id {info.run_id}):")
        for line in self._opening.lines(info):
            self._say(line.strip())

    def resume_planned(self, info: ResumeInfo) -> None:
        """Print what is reused."""
        for line in resume_lines(info):
            self._say(line.strip())

    def task_started(self, task: TaskName, attempt: int, pid: int) -> None:
        """A line."""
        self._pids[task] = pid
        self._tell(task, "Task is starting (retry)." if attempt else "Task is starting.")

    def split_done(self, task: TaskName, step: StepName, width: int) -> None:
        """A line."""
        self._tell(task, f"Foreach yields {width} child steps.")

    def output(self, task: TaskName, stream: str, data: bytes) -> None:
        """Pass it through with the task's prefix."""
        self._out.write(prefixed(data, self._prefix(task)))

    def outputs(self, said: Iterable[Said]) -> None:
        """Let it through together."""
        with self._out.together():
            super().outputs(said)

    def task_done(self, task: TaskName, attempt: int, *, caught: bool = False) -> None:
        """A line."""
        self._tell(
            task, "Task finished successfully." if not caught else "Task failed, and @catch took over."
        )
        self._pids.pop(task, None)

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
        """The traceback, and a line or two."""
        for line in traceback_lines(failure) or [sentence(failure)]:
            self._tell(task, line)
        self._tell(task, "Task failed.")
        if not will_retry and not caught:
            self._tell(task, "This failed task will not be retried.")
        self._pids.pop(task, None)

    def halted(self, reason: str) -> None:
        """A line."""
        self._say(halting_line(reason).strip())

    def note(self, text: str) -> None:
        """A line."""
        self._say(text)

    def run_ended(self, summary: RunSummary) -> None:
        """The summary, and the reference's last word."""
        assert self._info is not None, "a run ended that never started"
        if summary.status is RunStatus.FAILED:
            self._say("Workflow failed.")
        for line in summary_lines(self._info, summary, program=self._opening.program):
            self._out.line(line)
        if summary.status is RunStatus.SUCCEEDED:
            self._say("Done!")
        elif summary.status is RunStatus.FAILED:
            for line in error_lines(summary, program=self._opening.program):
                self._err.line(line)

    def _tell(self, task: TaskName, text: str) -> None:
        self._out.line(f"{self._prefix(task)}{text}")

    def _prefix(self, task: TaskName) -> str:
        assert self._info is not None, "a task of a run that never started"
        pid = self._pids.get(task)
        who = f"{self._info.run_id}/{task.step}/{task.id}{f' (pid {pid})' if pid else ''}"
        return f"{self._stamp()} [{who}] "

    def _say(self, text: str) -> None:
        self._out.line(f"{self._stamp()} {text}")

    def _stamp(self) -> str:
        return self._now().isoformat(sep=" ", timespec="milliseconds")
