"""What may run and does not yet: spans of tasks, by step.

Steps that lie deeper in the graph go first, so that items already begun are finished before others are begun.
"""

from __future__ import annotations

from collections import deque

from fanfold.model.names import StepName
from fanfold.model.place import Span
from fanfold.run.effects import Launch


class Ready:
    """The queue. `order` ranks the steps: those nearer to the end first."""

    def __init__(self, order: dict[StepName, int]) -> None:
        self._order = order
        self._queues: dict[StepName, deque[Launch]] = {}
        self._count: dict[StepName, int] = {}

    def add(self, launch: Launch, *, first: bool = False) -> None:
        """Queue a launch; `first` puts it before what waits already."""
        step = launch.span.step
        queue = self._queues.setdefault(step, deque())
        if first:
            queue.appendleft(launch)
        else:
            queue.append(launch)
        self._count[step] = self._count.get(step, 0) + launch.span.width

    def __len__(self) -> int:
        return sum(self._count.values())

    def count(self, step: StepName) -> int:
        """How many tasks of the step wait."""
        return self._count.get(step, 0)

    def steps(self) -> list[StepName]:
        """The steps that have something to run, the deepest first."""
        waiting = [step for step, count in self._count.items() if count]
        return sorted(waiting, key=lambda step: -self._order[step])

    def head(self, step: StepName) -> Launch:
        """What comes next of this step."""
        return self._queues[step][0]

    def take(self, step: StepName, count: int) -> list[Launch]:
        """Up to so many tasks of the step, of launches that may share a chunk: at least one."""
        queue = self._queues[step]
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
            self._count[step] -= launch.span.width
            if launch.fallback or launch.alone or launch.gang:
                break
        return taken

    def clear(self) -> int:
        """Forget all of it; gives how many tasks that were."""
        count = len(self)
        self._queues.clear()
        self._count.clear()
        return count


def _kind(launch: Launch) -> tuple[object, ...]:
    return (launch.chain, launch.attempt, launch.isolated, launch.alone, launch.fallback, launch.gang)


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
