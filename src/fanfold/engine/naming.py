"""What tasks are called in front of people."""

from __future__ import annotations

from fanfold.engine.observer import TaskName
from fanfold.engine.whereabouts import Whereabouts
from fanfold.model.names import ROOT_FAN, StepName, task_id
from fanfold.model.place import Task
from fanfold.store.items import ItemReader
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.records import Record


class Naming:
    """Names tasks: from their records where there are any, from the items of their fan otherwise."""

    def __init__(self, whereabouts: Whereabouts, packs: Packs) -> None:
        self._whereabouts = whereabouts
        self._packs = packs
        self._items: tuple[Location, ItemReader] | None = None

    def of_record(self, record: Record) -> TaskName:
        """The name of the task that this record is of."""
        return TaskName(StepName(record.step), self._id(record.task), record.key or "")

    def of_task(self, task: Task) -> TaskName:
        """The name of any task, run or not."""
        return TaskName(task.step, self._id(task), self._key(task))

    def _id(self, task: Task) -> str:
        if task.fan != ROOT_FAN and self._whereabouts.place(task.fan) is None:
            return str(task.index)
        return task_id(self._whereabouts.indexes(task), turn=task.turn)

    def _key(self, task: Task) -> str:
        if task.fan == ROOT_FAN:
            return ""
        place = self._whereabouts.place(task.fan)
        if place is None or place.items is None:
            return str(task.index)
        if self._items is None or self._items[0] != place.items:
            self._items = (place.items, ItemReader(self._packs, place.items, copies=False))
        return self._items[1].key(task.index)
