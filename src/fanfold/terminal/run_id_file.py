"""`--run-id-file`: the run's id, for scripts, as soon as there is one; `--runner-attribute-file`: the same as
JSON, with what else it takes to find the run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from fanfold.engine.observer import (
    Observer,
    ResumeInfo,
    RunInfo,
    RunSummary,
    Said,
    StepProgress,
    TaskName,
)
from fanfold.model.names import StepName
from fanfold.model.status import Failure


def id_of(info: RunInfo) -> str:
    """The run's id alone."""
    return info.run_id


def attributes_of(info: RunInfo) -> str:
    """What the client needs to find the run, as a line of JSON."""
    home = info.folder.parent.parent
    return json.dumps({"run_id": info.run_id, "flow_name": info.flow, "metadata": f"local@{home}"}) + "\n"


class RunIdFile:
    """Writes the id to a file, and hands everything on to another observer."""

    def __init__(self, path: str, inner: Observer, *, text: Callable[[RunInfo], str] = id_of) -> None:
        self._path = path
        self._text = text
        self._inner = inner
        self.wants_tasks = inner.wants_tasks

    def run_started(self, info: RunInfo) -> None:
        """Write the file first: a script may wait for it."""
        try:
            with open(self._path, "w", encoding="utf-8") as file:
                file.write(self._text(info))
        except OSError as error:  # it could be written a moment ago; the run does not end for it
            self._inner.note(f"The run's id could not be written to {self._path}: {error.strerror}.")
        self._inner.run_started(info)

    def resume_planned(self, info: ResumeInfo) -> None:
        """Handed on."""
        self._inner.resume_planned(info)

    def step_opened(self, step: StepName, total: int) -> None:
        """Handed on."""
        self._inner.step_opened(step, total)

    def tick(self, steps: list[StepProgress]) -> None:
        """Handed on."""
        self._inner.tick(steps)

    def output(self, task: TaskName, stream: str, data: bytes) -> None:
        """Handed on."""
        self._inner.output(task, stream, data)

    def outputs(self, said: Iterable[Said]) -> None:
        """Handed on."""
        self._inner.outputs(said)

    def task_started(self, task: TaskName, attempt: int, pid: int) -> None:
        """Handed on."""
        self._inner.task_started(task, attempt, pid)

    def task_done(self, task: TaskName, attempt: int, *, caught: bool = False) -> None:
        """Handed on."""
        self._inner.task_done(task, attempt, caught=caught)

    def split_done(self, task: TaskName, step: StepName, width: int) -> None:
        """Handed on."""
        self._inner.split_done(task, step, width)

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
        """Handed on."""
        self._inner.task_failed(task, attempt, failure, will_retry=will_retry, caught=caught)

    def halted(self, reason: str) -> None:
        """Handed on."""
        self._inner.halted(reason)

    def note(self, text: str) -> None:
        """Handed on."""
        self._inner.note(text)

    def abandoned(self) -> None:
        """Handed on."""
        self._inner.abandoned()

    def run_ended(self, summary: RunSummary) -> None:
        """Handed on."""
        self._inner.run_ended(summary)
