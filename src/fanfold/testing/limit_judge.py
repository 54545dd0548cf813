"""The judge of limits: what ran at once, and what was given out within a time.

It knows nothing of pools, only of steps and of what their policies say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fanfold.graph.graph import Graph
from fanfold.model.names import StepName
from fanfold.testing.diary import Given


@dataclass(slots=True)
class LimitJudge:
    """Keeps when tasks of limited steps were given out in this life."""

    graph: Graph
    given: dict[str, list[float]] = field(default_factory=dict)

    def too_many_at_once(self, step: StepName, running: Iterable[StepName]) -> bool:
        """Whether a task of the step must not begin beside tasks of those steps."""
        limit = self.graph[step].policy.limit
        if limit is None or limit.concurrent is None:
            return False
        return sum(self._pool(other) == self._pool(step) for other in running) >= limit.concurrent

    def too_soon(self, entry: Given) -> bool:
        """Take in that tasks are given out; whether there were too many within the time of their limit."""
        limit = self.graph[entry.step].policy.limit
        if limit is None or limit.starts is None:
            return False
        times = self.given.setdefault(self._pool(entry.step), [])
        times += [entry.seconds] * entry.tasks
        return sum(time > entry.seconds - limit.seconds for time in times) > limit.starts

    def _pool(self, step: StepName) -> str:
        limit = self.graph[step].policy.limit
        return limit.pool if limit and limit.pool else f"of {step}"
