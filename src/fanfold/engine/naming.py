"""What tasks are called in front of people."""

from fanfold.engine.observer import TaskName
from fanfold.engine.whereabouts import Whereabouts
from fanfold.model.named import NamedTuple
from fanfold.model.names import ROOT_FAN, FanId, StepName, task_id
from fanfold.model.place import Task
from fanfold.store.items import ItemReader
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.records import Record

NAMES_KEPT_MAX = 10_000


class Level(NamedTuple):
    """A foreach around a task: which of its items the task belongs to, how many it has, and where they lie.

    `step` is the step that splits the next level inside; empty for the innermost.
    """

    step: str
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs of it
    width: int
    items: Location | None


class Naming:
    """Names tasks: from their records where there are any, from the items of their fan otherwise."""

    def __init__(self, whereabouts: Whereabouts, packs: Packs) -> None:
        self._whereabouts = whereabouts
        self._packs = packs
        self._items: tuple[Location, ItemReader] | None = None
        self._names_around: dict[FanId, str] = {}
        self._ids_around: dict[FanId, str] = {}

    def of_record(self, record: Record) -> TaskName:
        """The name of the task that this record is of."""
        fan, key = FanId(record.fan), record.key
        if key is None:
            key = self._key(record.task)
        return TaskName(
            StepName(record.step), self._id(fan, record.index, record.turn), key, self.around(fan)
        )

    def of_task(self, task: Task) -> TaskName:
        """The name of any task, run or not."""
        fan = task.fan
        return TaskName(task.step, self._id(fan, task.index, task.turn), self._key(task), self.around(fan))

    def _id(self, fan: FanId, index: int, turn: int) -> str:
        """Its id; of a fan that is through and was not asked for, just the index."""
        if fan == ROOT_FAN:
            return task_id((), turn=turn)
        around = self._ids_around.get(fan)
        if around is None:
            place = self._whereabouts.place(fan)
            if place is None:
                return str(index)
            around = "".join(f"{each}." for each in self._whereabouts.indexes(place.parent))
            if len(self._ids_around) >= NAMES_KEPT_MAX:
                self._ids_around.clear()
            self._ids_around[fan] = around
        return f"{around}{index}~{turn}" if turn else f"{around}{index}"

    def around(self, fan: FanId) -> str:
        """The names of the items around those of a fan; empty where nothing is around it."""
        known = self._names_around.get(fan)
        if known is not None:
            return known
        place = self._whereabouts.place(fan) if fan != ROOT_FAN else None
        if place is None or place.parent.fan == ROOT_FAN:
            return ""
        parent = self.of_task(place.parent)
        if len(self._names_around) >= NAMES_KEPT_MAX:
            self._names_around.clear()
        self._names_around[fan] = parent.name
        return parent.name

    def levels(self, task: Task) -> list[Level]:
        """The foreaches around a task that are still known, outermost first."""
        place = self._whereabouts.place(task.fan) if task.fan != ROOT_FAN else None
        if place is None:
            return []
        above = self.levels(place.parent)
        if above:
            above[-1] = above[-1]._replace(step=place.parent.step)
        return [*above, Level("", task.index, place.width, place.items)]

    def key_at(self, level: Level, index: int) -> str:
        """The name of an item of a foreach."""
        if level.items is None:
            return str(index)
        if self._items is None or self._items[0] != level.items:
            self._items = (level.items, ItemReader(self._packs, level.items, copies=False))
        return self._items[1].key(index)

    def _key(self, task: Task) -> str:
        if task.fan == ROOT_FAN:
            return ""
        place = self._whereabouts.place(task.fan)
        if place is None:
            return str(task.index)
        return self.key_at(Level("", task.index, place.width, place.items), task.index)
