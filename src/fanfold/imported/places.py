"""Where the tasks of a run that Metaflow recorded stand: it numbers them in the order in which they started,
here a task is named by its place.
"""

from __future__ import annotations

from fanfold.graph.graph import Graph
from fanfold.imported.layout import Attempt, TheirTask
from fanfold.model.named import NamedTuple
from fanfold.model.names import ROOT_FAN, FanId, StepName
from fanfold.model.place import Task


class Placed(NamedTuple):
    """A task, its place, and the name of its item."""

    place: Task
    key: str | None
    theirs: TheirTask


class Fans:
    """The fans of a run, numbered outermost first, in the order in which they are met."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._fans: dict[Task, FanId] = {}

    def opened_by(self, split: Task) -> FanId:
        """The fan that this task of a split opens."""
        return self._fans.setdefault(split, FanId(len(self._fans) + 1))

    def split_of(self, fan: FanId) -> Task | None:
        """The task that opened a fan."""
        return next((split for split, number in self._fans.items() if number == fan), None)

    def place(self, theirs: TheirTask) -> Placed | None:
        """Where a task stands; None for one that died so early that nobody can tell."""
        told = next((each for each in reversed(theirs.attempts) if each.shas), None)
        step = StepName(theirs.step)
        splits = [name for name in self._graph[step].split_parents if self._graph[name].is_fan]
        stack = _frames(told) if told else [(index, None) for index in theirs.indexes]
        if len(stack) < len(splits):
            return None
        fan, index, key = ROOT_FAN, 0, None
        for split, frame in zip(splits, stack, strict=False):
            fan = self.opened_by(Task(fan, split, index))
            index, key = frame
        turns = told.own("_iteration_stack") if told and self._graph[step].loops else []
        return Placed(Task(fan, step, index, turns[-1] if turns else 0), key, theirs)


def _frames(told: Attempt) -> list[tuple[int, str | None]]:
    """For each foreach around a task: its index, and the item's short text."""
    frames = [(*frame.arguments, None)[:5] for frame in told.own("_foreach_stack") or ()]
    return [(int(index), str(index) if value is None else str(value)) for _, _, _, index, value in frames]


def width_of(attempt: Attempt) -> int | None:
    """How many items a split had; None where that is told by the tasks only."""
    width = attempt.own("_foreach_num_splits")
    if width is not None:
        return int(width)
    gang = attempt.own("_parallel_ubf_iter")
    number = getattr(gang, "state", {}).get("num_parallel")
    return None if number is None else int(number)
