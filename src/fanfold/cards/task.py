"""The task that a card is about, as its type is given it: a `Task` of the client that need not be recorded
yet.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from time import monotonic
from typing import Any, Self, cast

from fanfold.cards.artifacts import UNLOADED
from fanfold.client.data import TaskData
from fanfold.client.opened import OpenRun, open_run
from fanfold.client.printed import slice_of
from fanfold.client.task import Task
from fanfold.client.values import Values
from fanfold.model.named import NamedTuple
from fanfold.model.status import Failure
from fanfold.store import logs, runjson
from fanfold.store.codec import Entry
from fanfold.store.folder import RunFolder
from fanfold.store.loading import Packs
from fanfold.store.records import Record
from fanfold.store.rows import Found
from fanfold.store.runjson import RunRecord

RECORD_SECONDS_MAX = 5.0


class Scene(NamedTuple):
    """What a worker knows of the task in hand.

    Attributes:
        folder: the run's.
        record: what will be recorded of it.
        pack: the name of the pack, and so of the logs, of its worker.
        entries: all that it wrote or inherited.
        live: the attributes of its object.
        constants: the run's parameters and class constants.
        source: of its step.
    """

    folder: RunFolder
    packs: Packs
    record: Record
    pack: str
    path: tuple[str, str, str, str]
    entries: Mapping[str, Entry]
    live: Mapping[str, Any]
    constants: dict[str, Entry]
    source: str
    is_running: bool


class CardTask(Task):
    """A task, as cards show it."""

    is_running: bool = False
    source: str = ""
    _path: list[str]
    _scope: dict[str, Entry]
    _live: Mapping[str, Any]
    _own: Collection[str]

    @classmethod
    def at_work(cls, scene: Scene) -> Self:
        """The task in hand of this worker. Nobody is asked for it but this process."""
        task = cls.__new__(cls)
        run: OpenRun = copy(open_run(scene.folder))
        run.values = cast("Values", scene.packs)  # of this process, where the flow's classes are
        run._constants = scene.constants
        run.record = lambda: _record_of(scene.folder)  # type: ignore[method-assign]
        task._run = run
        task._place = scene.record.task
        task._found = Found(scene.record, scene.pack, 0)
        task._path = list(scene.path)
        task._scope = {**scene.constants, **scene.entries}
        task._live = scene.live
        task._own = scene.record.entries.keys() if not scene.is_running else scene.live.keys()
        task.source = scene.source
        task.is_running = scene.is_running
        return task

    @classmethod
    def recorded(cls, task: Task) -> Self:
        """A recorded task. It has to have ended."""
        found = task._now()
        made = cls.__new__(cls)
        made.__dict__.update(task.__dict__)
        made._path = task.path_components
        made._scope = task._entries()
        made._live = {}
        made._own = found.record.entries.keys() if found is not None else ()
        return made

    def _now(self) -> Found | None:
        return self._found

    @property
    def _snapshot(self) -> Any:  # type: ignore[override]  # looked at when asked for: most cards never do
        if "_looked" not in self.__dict__:
            self.__dict__["_looked"] = self._run.look()
        return self.__dict__["_looked"]

    @property
    def path_components(self) -> list[str]:
        """The names of the flow, the run, the step and the task."""
        return list(self._path)

    @property
    def key(self) -> str:
        """The name of its item; empty outside any foreach."""
        record = self._record
        return (record.key if record is not None else None) or ""

    @property
    def successful(self) -> bool:
        """Whether it did what it should."""
        return not self.is_running and super().successful

    @property
    def finished(self) -> bool:
        """Whether it is done, by itself or with the help of `@catch`."""
        return not self.is_running and super().finished

    @property
    def failure(self) -> Failure | None:
        """What went wrong."""
        return None if self.is_running else super().failure

    @property
    def data(self) -> TaskData:
        """Its artifacts by name. While it runs, those of its object are what they are right now."""
        data = TaskData(self._scope, self._run.values, self.pathspec)
        if self.is_running:
            data.__dict__.update(self._live)
        return data

    def _entries(self) -> dict[str, Entry]:
        return self._scope

    def _own_names(self) -> Collection[str]:
        """The artifacts that it set itself."""
        return self._own

    def _live_value(self, name: str) -> Any:
        return self._live.get(name, UNLOADED)

    def _load(self, entry: Entry) -> Any:
        return self._run.values.load(entry)

    def _printed_end(self, stream: str, bytes_max: int) -> bytes:
        """The end of what it wrote."""
        if self._found is None:
            return b""
        part = slice_of(self._found, stream)
        part = part._replace(first=max(part.first, part.stop - bytes_max))
        return logs.read(self._run.folder, part)


_records: dict[RunFolder, tuple[float, RunRecord]] = {}


def _record_of(folder: RunFolder) -> RunRecord:
    """What run.json says, read now and then: what a card shows of it hardly changes."""
    known = _records.get(folder)
    if known is None or monotonic() - known[0] > RECORD_SECONDS_MAX:
        _records.clear()
        known = _records[folder] = (monotonic(), runjson.read(folder))
    return known[1]
