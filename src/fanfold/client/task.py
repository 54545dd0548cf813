"""`Task("MyFlow/1712/work/3")`: one task, what it left, printed and came to."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from fanfold.client.artifact import DataArtifact
from fanfold.client.code import Code, code_of
from fanfold.client.data import TaskData, public
from fanfold.client.facts import MetaDatum, facts_of
from fanfold.client.in_hand import printed_by_now
from fanfold.client.opened import OpenRun
from fanfold.client.pathspec import missing
from fanfold.client.places import Rows, after, before
from fanfold.client.printed import printed, slice_of
from fanfold.client.recorded import OfRun, found_run, time_of
from fanfold.client.row import failure_of
from fanfold.client.snapshot import Snapshot
from fanfold.client.tolerated import tolerated
from fanfold.model.names import ROOT_FAN, StepName, task_id
from fanfold.model.place import Task as Place
from fanfold.model.status import Failure, Status
from fanfold.store.codec import Entry
from fanfold.store.constants import STEP as CONSTANTS
from fanfold.store.records import Record
from fanfold.store.reused import origin_of
from fanfold.store.rows import Found

if TYPE_CHECKING:
    from fanfold.client.step import Step


class Task(OfRun[DataArtifact]):
    """A task: `task.data.name` is the value of an artifact, `task["name"]` the artifact; iterate over its
    artifacts.
    """

    level: ClassVar[int] = 4
    _place: Place
    _found: Found | None
    _snapshot: Snapshot
    _attempt: int | None = None

    @classmethod
    def _of(cls, run: OpenRun, place: Place, found: Found | None, snapshot: Snapshot) -> Task:
        task = cls.__new__(cls)
        task._run, task._place, task._found, task._snapshot = run, place, found, snapshot
        return task

    @classmethod
    def _constants_of(cls, run: OpenRun) -> Task:
        """The one task of the pseudo step that holds the run's parameters and constants."""
        snapshot = run.look()
        location = snapshot.constants()
        if location is None:
            raise missing("task", "0", [], f"{CONSTANTS} of run {run.folder.run_id}")
        found = Found(run.values.record(location.pack, location.offset), location.pack, location.offset)
        return cls._of(run, Place(ROOT_FAN, StepName(CONSTANTS), 0), found, snapshot)

    def _find(self, home: Path, names: list[str], attempt: int | None) -> None:
        from fanfold.client.run import Run

        found = Run._of(found_run(home, *names[:2]))[names[2]][names[3]]
        self.__dict__.update(found.__dict__)
        if attempt is not None:
            self._found, self._attempt = self._at_attempt(attempt), attempt

    def _at_attempt(self, attempt: int) -> Found:
        """The record of one of its attempts."""
        if self._found is not None and self._found.record.attempt == attempt:
            return self._found
        rows = self._snapshot.failed_attempts(self._place)
        for row in rows:
            if row.attempt == attempt:
                return self._run.reading.row(self._place.step, row)[0]
        raise missing("attempt", str(attempt), [str(row.attempt) for row in rows], self.pathspec)

    def _state(self) -> tuple[str, str, int | None]:
        return (str(self._run.home), self.pathspec, self._attempt)

    def _now(self) -> Found | None:
        """What is recorded of it. While the run goes on, a task that is not done is looked up again."""
        found = self._found
        settled = self._snapshot.has_ended or self._attempt is not None
        if settled or (found is not None and found.record.status != Status.FAILED):
            return found
        self._snapshot = self._run.look()
        row = self._snapshot.row(self._place)
        if row is not None:
            self._found = self._run.reading.one(self._place.step, row, self._place.index)
        return self._found

    @property
    def _record(self) -> Record | None:
        found = self._now()
        return None if found is None else found.record

    @property
    def path_components(self) -> list[str]:
        """The names of the flow, the run, the step and the task."""
        folder, place = self._run.folder, self._place
        indexes = self._snapshot.indexes(place)
        return [folder.flow, folder.run_id, place.step, task_id(indexes, turn=place.turn)]

    @property
    def parent(self) -> Step:
        """Its step."""
        from fanfold.client.step import Step

        return Step._of(self._run, self._place.step)

    @property
    def index(self) -> int | None:
        """The index of its item in the innermost foreach; None outside any."""
        return self._place.index if self._place.fan else None

    @property
    def key(self) -> str:
        """The name of its item; empty outside any foreach."""
        if not self._place.fan:
            return ""
        found = self._now()
        if found is None:
            return self._run.key_at(self._place.fan, self._place.index, self._snapshot)
        return self._run.key(found, self._snapshot)

    @property
    def _around(self) -> str:
        """The names of the items around its own, in a nested foreach."""
        return self._run.around(self._place.fan, self._snapshot)

    @property
    def successful(self) -> bool:
        """Whether it did what it should: without a failure, also without one that `@catch` took over."""
        record = self._record
        return record is not None and record.status == Status.OK

    @property
    def finished(self) -> bool:
        """Whether it is done, by itself or with the help of `@catch`."""
        record = self._record
        return record is not None and record.status != Status.FAILED

    @property
    def tolerated(self) -> bool:
        """Whether it failed for good and the flow went on without its item, as `@tolerate` allows."""
        record = self._record
        failed = record is not None and record.status == Status.FAILED
        return failed and self._place in tolerated(self._snapshot, self._place.step)

    @property
    def reused_from(self) -> str | None:
        """The id of the run that ran it, where this run took its result from the cache."""
        found = self._now()
        return None if found is None else found.record.reused or origin_of(found.pack)

    @property
    def failure(self) -> Failure | None:
        """What went wrong in its last attempt, also if `@catch` took it over; None if nothing did."""
        record = self._record
        return None if record is None else failure_of(record)

    @property
    def exception(self) -> Any:
        """The failure of its last attempt, with `type`, `exception` (its text) and `stacktrace`; None if it
        is done.
        """
        failure = None if self.finished else self.failure
        if failure is None:
            return None
        # By name: what flows catch lives in the layer beside this one.
        kind = import_module("fanfold.flow.caught").CaughtError
        return kind(failure.type, failure.message, failure.traceback)

    @property
    def created_at(self) -> datetime | None:
        """When its last attempt began; None while it runs."""
        record = self._record
        return None if record is None else time_of(record.started)

    @property
    def finished_at(self) -> datetime | None:
        """When its last attempt ended."""
        record = self._record
        return time_of(record.started + record.seconds) if record is not None and record.started else None

    @property
    def seconds(self) -> float | None:
        """How long the code of its last attempt ran."""
        record = self._record
        return None if record is None or not record.started else record.seconds

    @property
    def current_attempt(self) -> int:
        """The number of its last attempt, from 0."""
        record = self._record
        return 0 if record is None else record.attempt

    def _entries(self) -> dict[str, Entry]:
        found = self._now()
        if found is None or self._place.step == CONSTANTS:
            return self._run.constants()
        return {**self._run.constants(), **self._run.scope(found, self._snapshot)}

    @property
    def data(self) -> TaskData:
        """Its artifacts by name, what it inherited, parameters and class constants among them."""
        return TaskData(self._entries(), self._run.values, self.pathspec)

    @property
    def artifacts(self) -> Any:
        """Its artifacts as a named tuple of `DataArtifact`."""
        entries = self._entries()
        names = public(entries)
        kind = namedtuple("Artifacts", names)  # type: ignore[misc]
        return kind(*(DataArtifact._of(self, name, entries[name]) for name in names))

    def _children(self) -> Iterator[DataArtifact]:
        entries = self._entries()
        return (DataArtifact._of(self, name, entries[name]) for name in public(entries))

    def _child(self, name: str) -> DataArtifact:
        entries = self._entries()
        if name not in entries:
            raise missing("artifact", name, entries, self.pathspec)
        return DataArtifact._of(self, name, entries[name])

    @property
    def stdout(self) -> str:
        """What it wrote to stdout."""
        return self._printed("stdout").decode("utf-8", "replace")

    @property
    def stderr(self) -> str:
        """What it wrote to stderr."""
        return self._printed("stderr").decode("utf-8", "replace")

    @property
    def stdout_size(self) -> int:
        """How many bytes it wrote to stdout."""
        return self._size("stdout")

    @property
    def stderr_size(self) -> int:
        """How many bytes it wrote to stderr."""
        return self._size("stderr")

    def loglines(self, stream: str, as_unicode: bool = True) -> Iterator[tuple[datetime | None, str | bytes]]:
        """The lines of "stdout" or "stderr", each with the time when the task began: lines have none of their
        own.
        """
        when = self.created_at
        for line in self._printed(stream).splitlines():
            yield when, line.decode("utf-8", "replace") if as_unicode else line

    def _printed(self, stream: str) -> bytes:
        found = self._now()
        if found is None:
            return printed_by_now(self._run, self._place, stream)
        return printed(self._run.folder, found, stream)

    def _size(self, stream: str) -> int:
        found = self._now()
        if found is None:
            return 0
        part = slice_of(found, stream)
        return part.stop - part.first

    @property
    def origin_pathspec(self) -> str | None:
        """The same task in the run that this one resumed; None if it was run again, or none was resumed."""
        found = self._now()
        return super().origin_pathspec if found is not None and self._came_along(found) else None

    def _came_along(self, found: Found) -> bool:
        return self._snapshot.came_along(found) or found.record.step == CONSTANTS

    @property
    def metadata(self) -> list[MetaDatum]:
        """What is known about it beside its artifacts."""
        found = self._now()
        return [] if found is None else facts_of(self, self._run, self._snapshot, found.record)

    @property
    def metadata_dict(self) -> dict[str, Any]:
        """The same, values by name."""
        return {fact.name: fact.value for fact in self.metadata}

    @property
    def runtime_name(self) -> str:
        """What ran it, in Metaflow's words."""
        return "dev"

    @property
    def code(self) -> Code | None:
        """The code of its run."""
        return code_of(self._run)

    @property
    def environment_info(self) -> dict[str, str]:
        """With what it ran."""
        return self.parent.environment_info

    @property
    def parent_tasks(self) -> Iterator[Task]:
        """The tasks that it came from: for a join, all that it folded, in the order of its inputs."""
        if self._place.step == CONSTANTS:
            return iter(())
        step = self._place.step
        return (task for task in self._tasks(before(self._snapshot, self._place)) if task._leads_to(step))

    def _leads_to(self, step: StepName) -> bool:
        """Whether it went on to this step: a switch goes to one of those that it names."""
        record = self._record
        return record is None or record.target in (None, step)

    @property
    def child_tasks(self) -> Iterator[Task]:
        """The tasks that it led to: for a foreach, one for each item."""
        if self._place.step == CONSTANTS:
            return iter(())
        record = self._record
        return self._tasks(after(self._snapshot, self._place, record.target if record else None))

    def _tasks(self, rows: Rows) -> Iterator[Task]:
        reading, snapshot = self._run.reading, self._snapshot
        return (
            Task._of(self._run, found.record.task, found, snapshot)
            for step, row in rows
            for found in reading.row(step, row)
        )

    @property
    def parent_task_pathspecs(self) -> Iterator[str]:
        """The pathspecs of its `parent_tasks`."""
        return (task.pathspec for task in self.parent_tasks)

    @property
    def child_task_pathspecs(self) -> Iterator[str]:
        """The pathspecs of its `child_tasks`."""
        return (task.pathspec for task in self.child_tasks)
