"""Where a task stands in a run.

A *fan* is one split at run time: its items are numbered 0 to width - 1, and every step that an item goes
through until the join is a task at (fan, index). A task outside any foreach stands at index 0 of the root
fan. A switch that loops to itself runs several times at one place: its turns are told apart by `turn`. So
(fan, step, index, turn) names a task, and a contiguous row of tasks, the only thing that travels, is a
`Span`.
"""

from fanfold.model.named import NamedTuple
from fanfold.model.names import FanId, StepName


class Task(NamedTuple):
    """One task of a run."""

    fan: FanId
    step: StepName
    index: int  # type: ignore[assignment]  # a task's index hides tuple.index, which nobody needs of it
    turn: int = 0


class Span(NamedTuple):
    """Tasks of one step and fan, of the indexes from `first` up to but not including `stop`."""

    fan: FanId
    step: StepName
    first: int
    stop: int
    turn: int = 0

    @property
    def width(self) -> int:
        """How many tasks it holds."""
        return self.stop - self.first

    def task(self, index: int) -> Task:
        """Its task of that index."""
        return Task(self.fan, self.step, index, self.turn)


def span_of(task: Task) -> Span:
    """The span that holds just this task."""
    return Span(task.fan, task.step, task.index, task.index + 1, task.turn)
