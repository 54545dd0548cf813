"""What may run and does not yet: spans of tasks, by step.

Steps that lie deeper in the graph go first, so that items already begun are finished before others are begun.
"""

from collections import deque
from collections.abc import Collection

from fanfold.model.named import NamedTuple
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span
from fanfold.run.effects import Launch


class Lane(NamedTuple):
    """Launches of one step that are given out alike: `solo` ones to a process each, others in chunks."""

    step: StepName
    solo: bool


class Ready:
    """The queue. `order` ranks the steps: those nearer to the end first."""

    def __init__(self, order: dict[StepName, int]) -> None:
        self._order = order
        self._queues: dict[Lane, deque[Launch]] = {}
        self._count: dict[Lane, int] = {}

    def add(self, launch: Launch, *, first: bool = False) -> None:
        """Queue a launch; `first` puts it before what waits already."""
        lane = lane_of(launch)
        queue = self._queues.setdefault(lane, deque())
        if first:
            queue.appendleft(launch)
        else:
            queue.append(launch)
        self._count[lane] = self._count.get(lane, 0) + launch.span.width

    def __len__(self) -> int:
        return sum(self._count.values())

    def count(self, lane: Lane) -> int:
        """How many tasks wait there."""
        return self._count.get(lane, 0)

    def lanes(self) -> list[Lane]:
        """Where something waits, the deepest step first, and of a step the solo ones first."""
        waiting = [lane for lane, count in self._count.items() if count]
        return sorted(waiting, key=lambda lane: (-self._order[lane.step], not lane.solo))

    def head(self, lane: Lane) -> Launch:
        """What comes next there."""
        return self._queues[lane][0]

    def take(self, lane: Lane, count: int) -> list[Launch]:
        """Up to so many tasks, of launches that may share a chunk: at least one."""
        queue = self._queues[lane]
        kind = _kind(queue[0])
        taken: list[Launch] = []
        while queue and count > 0 and _kind(queue[0]) == kind:
            launch = queue.popleft()
            span = launch.span
            if span.width > count:
                queue.appendleft(launch._replace(span=span._replace(first=span.first + count)))
                launch = launch._replace(span=span._replace(stop=span.first + count))
            taken.append(launch)
            count -= launch.span.width
            self._count[lane] -= launch.span.width
        return taken

    def drop(self, fans: Collection[FanId]) -> list[Span]:
        """Forget what waits of these fans; gives what that was."""
        dropped = []
        for lane, queue in self._queues.items():
            spans = [launch.span for launch in queue if launch.span.fan in fans]
            if spans:
                self._queues[lane] = deque(launch for launch in queue if launch.span.fan not in fans)
                self._count[lane] -= sum(span.width for span in spans)
                dropped += spans
        return dropped

    def clear(self) -> int:
        """Forget all of it; gives how many tasks that were."""
        count = len(self)
        self._queues.clear()
        self._count.clear()
        return count


def lane_of(launch: Launch) -> Lane:
    """Where a launch waits."""
    solo = launch.isolated or launch.alone or launch.fallback or launch.gang
    return Lane(launch.span.step, solo)


def _kind(launch: Launch) -> tuple[object, ...]:
    """All but its span."""
    return launch[1:]


def spans_of(launches: list[Launch]) -> tuple[Span, ...]:
    """Their spans, neighbours joined."""
    spans: list[Span] = []
    for launch in launches:
        span = launch.span
        if (
            spans
            and spans[-1][:2] == span[:2]
            and spans[-1].turn == span.turn
            and spans[-1].stop == span.first
        ):
            span = spans.pop()._replace(stop=span.stop)
        spans.append(span)
    return tuple(spans)
