"""`Run("MyFlow/1712")`: one run, its steps, its result and its tags."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from fanfold.client.code import Code, code_of
from fanfold.client.opened import OpenRun
from fanfold.client.pathspec import missing
from fanfold.client.recorded import OfRun, found_run, time_of
from fanfold.client.step import Step
from fanfold.client.tags import Tags, changed
from fanfold.model.names import StepName
from fanfold.model.status import RunStatus
from fanfold.store.constants import STEP as CONSTANTS

if TYPE_CHECKING:
    from fanfold.client.data import TaskData
    from fanfold.client.flow import Flow
    from fanfold.client.task import Task


class Run(OfRun[Step]):
    """A run: `run["step"]`, or iterate over its steps, the newest first."""

    level: ClassVar[int] = 2

    @classmethod
    def _of(cls, run: OpenRun) -> Run:
        found = cls.__new__(cls)
        found._run = run
        return found

    def _find(self, home: Path, names: list[str], attempt: int | None) -> None:
        self._run = found_run(home, *names)

    @property
    def path_components(self) -> list[str]:
        """The flow's name and the run's id."""
        return [self._run.folder.flow, self._run.folder.run_id]

    @property
    def parent(self) -> Flow:
        """Its flow."""
        from fanfold.client.flow import Flow

        return Flow._at(self._run.home, self._run.folder.flow)

    @property
    def path(self) -> Path:
        """Its folder: copy it to copy the run, delete it to delete the run."""
        return self._run.folder.path

    @property
    def status(self) -> str:
        """How it stands: "running", "succeeded", "failed", "interrupted", or "killed" if its process is gone
        without having said how it ended.
        """
        return self._run.status()

    @property
    def successful(self) -> bool:
        """Whether it succeeded, its last step without the help of `@catch`."""
        end = self.end_task if self._run.record().status is RunStatus.SUCCEEDED else None
        return end is not None and end.successful

    @property
    def finished(self) -> bool:
        """Whether its last step is done. As in Metaflow a run that failed never is: see `status`."""
        end = self.end_task
        return end is not None and end.finished

    @property
    def created_at(self) -> datetime | None:
        """When it started."""
        return time_of(self._run.record().created_seconds)

    @property
    def finished_at(self) -> datetime | None:
        """When its last step was done, or when it failed; None while it runs."""
        return time_of(self._run.record().finished_seconds)

    @property
    def end_task(self) -> Task | None:
        """The task of its last step; None if that was not reached."""
        end = self._run.look().shape.end
        return None if end is None else Step._of(self._run, end).task

    @property
    def data(self) -> TaskData | None:
        """The artifacts at its end: `run.data.name`. None if its last step was not reached."""
        end = self.end_task
        return None if end is None else end.data

    @property
    def code(self) -> Code | None:
        """The flow's file and the modules beside it as they were; None if they were not kept."""
        return code_of(self._run)

    @property
    def trigger(self) -> None:
        """What started it by an event; fanfold's runs are started by people."""
        return None

    @property
    def parameters(self) -> TaskData:
        """The values of its parameters and of the class's constants."""
        return self[CONSTANTS].task.data  # type: ignore[union-attr]  # they are there in every run

    def steps(self, *tags: str) -> Iterator[Step]:
        """Its steps, the newest first; none if the run lacks one of these tags."""
        return iter(self) if frozenset(tags) <= self.tags else iter(())

    def _children(self) -> Iterator[Step]:
        return (Step._of(self._run, step) for step in reversed(self._run.look().steps()))

    def _child(self, name: str) -> Step:
        snapshot = self._run.look()
        if name != CONSTANTS and not snapshot.is_reached(StepName(name)):
            raise missing("step", name, snapshot.steps(), f"run {self.pathspec}")
        return Step._of(self._run, StepName(name))

    def add_tag(self, tag: str) -> None:
        """Give it a tag."""
        self.replace_tags((), [tag])

    def add_tags(self, tags: Tags) -> None:
        """Give it some tags."""
        self.replace_tags((), tags)

    def remove_tag(self, tag: str) -> None:
        """Take a tag away, if it has it."""
        self.replace_tags([tag], ())

    def remove_tags(self, tags: Tags) -> None:
        """Take some tags away."""
        self.replace_tags(tags, ())

    def replace_tag(self, tag_to_remove: str, tag_to_add: str) -> None:
        """Take one tag away and give it another, at once."""
        self.replace_tags([tag_to_remove], [tag_to_add])

    def replace_tags(self, tags_to_remove: Tags, tags_to_add: Tags) -> None:
        """Take tags away, then give it others, at once.

        Raises:
            TagError: one is no tag, there would be too many, or one to be removed is the system's.
        """
        changed(self._run.folder, tags_to_remove, tags_to_add)
