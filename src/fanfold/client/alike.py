"""What tasks that failed alike have in common, told from what is recorded: see `model.likeness`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from fanfold.client.opened import OpenRun
from fanfold.client.snapshot import Snapshot
from fanfold.model.likeness import Likeness, part_around, parts_of
from fanfold.model.named import NamedTuple
from fanfold.model.names import ROOT_FAN, FanId
from fanfold.model.place import Task
from fanfold.store.items import ItemReader

OTHERS_MAX = 5000


class Level(NamedTuple):
    """A foreach around a task; `step` splits the next one inside, and is empty for the innermost."""

    step: str
    fan: FanId
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs of it


def common(run: OpenRun, snapshot: Snapshot, tasks: Sequence[Task]) -> str:
    """What the names of these tasks of one step share, and those of others do not; empty if nothing."""
    if len(tasks) < 2:
        return ""
    keys = Keys(run, snapshot)
    likeness = Likeness()
    for task in tasks:
        if likeness.shared or not likeness.count:
            parts: dict[str, str] = {}
            for level in _levels(snapshot, task):
                parts |= _parts(level, keys.at(level.fan, level.index))
            likeness.add(parts)
    if not likeness.shared:
        return ""
    return likeness.told(parts for level in _levels(snapshot, tasks[0]) for parts in keys.all(level))


def _levels(snapshot: Snapshot, task: Task) -> list[Level]:
    if task.fan == ROOT_FAN:
        return []
    parent = snapshot.fan(task.fan).parent
    above = _levels(snapshot, parent)
    if above:
        above[-1] = above[-1]._replace(step=parent.step)
    return [*above, Level("", task.fan, task.index)]


def _parts(level: Level, key: str) -> Mapping[str, str]:
    return part_around(level.step, key) if level.step else parts_of(key)


class Keys:
    """The names of items, fan by fan."""

    def __init__(self, run: OpenRun, snapshot: Snapshot) -> None:
        self._run = run
        self._snapshot = snapshot
        self._readers: dict[FanId, ItemReader | None] = {}

    def at(self, fan: FanId, index: int) -> str:
        """The name of one item."""
        if fan not in self._readers:
            items = self._snapshot.fan(fan).items
            reader = None if items is None else ItemReader(self._run.values, items, copies=False)
            self._readers[fan] = reader
        reader = self._readers[fan]
        return str(index) if reader is None else reader.key(index)

    def all(self, level: Level) -> Iterator[Mapping[str, str]]:
        """The parts of the names of all items at a level."""
        width = self._snapshot.fan(level.fan).width
        return (_parts(level, self.at(level.fan, index)) for index in islice(range(width), OTHERS_MAX))
