"""`DataArtifact("MyFlow/1712/work/3/score")`: one artifact of a task."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from fanfold.client.recorded import OfRun
from fanfold.store.codec import Entry, Stored, is_stored

if TYPE_CHECKING:
    from fanfold.client.task import Task


class DataArtifact(OfRun["DataArtifact"]):
    """An artifact as a task saw it at its end: what it wrote itself, or what it inherited."""

    level: ClassVar[int] = 5
    _task: Task
    _name: str
    _entry: Entry

    @classmethod
    def _of(cls, task: Task, name: str, entry: Entry) -> DataArtifact:
        artifact = cls.__new__(cls)
        artifact._run, artifact._task, artifact._name, artifact._entry = task._run, task, name, entry
        return artifact

    def _find(self, home: Path, names: list[str], attempt: int | None) -> None:
        from fanfold.client.task import Task

        task = Task.__new__(Task)
        task._find(home, names[:4], attempt)
        self.__dict__.update(task[names[4]].__dict__)

    def _state(self) -> tuple[str, str, int | None]:
        home, _, attempt = self._task._state()
        return home, self.pathspec, attempt

    @property
    def path_components(self) -> list[str]:
        """The names of the flow, the run, the step, the task and the artifact."""
        return [*self._task.path_components, self._name]

    @property
    def origin_pathspec(self) -> str | None:
        """The same artifact in the run that this one resumed; None if its task was run again."""
        return super().origin_pathspec if self._task.origin_pathspec is not None else None

    @property
    def parent(self) -> Task:
        """Its task."""
        return self._task

    @cached_property
    def data(self) -> Any:
        """Its value."""
        return self._run.values.load(self._entry)

    @property
    def size(self) -> int:
        """How many bytes its pickle has, large buffers included."""
        if is_stored(self._entry):
            _, _, length, _, _, buffers = cast("Stored", self._entry)
            return length + sum(buffer[1] for buffer in buffers)
        return len(self._pickle())

    @property
    def sha(self) -> str:
        """The same for equal bytes: a digest of its pickle."""
        if is_stored(self._entry):
            return cast("Stored", self._entry)[3].hex()
        from fanfold.store.digests import digest

        return digest(self._pickle()).hex()

    def _pickle(self) -> bytes:
        from pickle import dumps

        entry = self._entry
        return cast("tuple[bytes]", entry)[0] if type(entry) is tuple else dumps(entry, 5)

    @property
    def created_at(self) -> datetime | None:
        """When its task began."""
        return self._task.created_at

    @property
    def finished_at(self) -> datetime | None:
        """When its task ended."""
        return self._task.finished_at

    def _children(self) -> Iterator[DataArtifact]:
        return iter(())

    def _child(self, name: str) -> DataArtifact:
        raise TypeError("An artifact holds no further objects; its value is its `data`.")
