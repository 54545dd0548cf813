"""An observer that says nothing: for those who want a few of the calls, and for runs that nobody watches."""

from __future__ import annotations

from collections.abc import Iterable

from fanfold.engine.observer import ResumeInfo, RunInfo, RunSummary, Said, StepProgress, TaskName
from fanfold.model.names import StepName
from fanfold.model.status import Failure


class Silent:
    """Hears everything and does nothing."""

    wants_tasks = False

    def run_started(self, info: RunInfo) -> None:
        """Nothing."""

    def resume_planned(self, info: ResumeInfo) -> None:
        """Nothing."""

    def step_opened(self, step: StepName, total: int) -> None:
        """Nothing."""

    def tick(self, steps: list[StepProgress]) -> None:
        """Nothing."""

    def output(self, task: TaskName, stream: str, data: bytes) -> None:
        """Nothing."""

    def outputs(self, said: Iterable[Said]) -> None:
        """One by one."""
        for each in said:
            self.output(*each)

    def task_started(self, task: TaskName, attempt: int, pid: int) -> None:
        """Nothing."""

    def task_done(self, task: TaskName, attempt: int, *, caught: bool = False) -> None:
        """Nothing."""

    def split_done(self, task: TaskName, step: StepName, width: int) -> None:
        """Nothing."""

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
        """Nothing."""

    def halted(self, reason: str) -> None:
        """Nothing."""

    def note(self, text: str) -> None:
        """Nothing."""

    def abandoned(self) -> None:
        """Nothing."""

    def run_ended(self, summary: RunSummary) -> None:
        """Nothing."""
