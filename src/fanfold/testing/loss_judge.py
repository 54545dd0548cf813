"""The judge of losses: which items a join may do without.

It knows `@tolerate` in its own words: it looks at what failed for good in a life, fan by fan, and counts
items by hand. What a join that was done did without stays lost; all else that failed in a life may run again
in the next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from fanfold.graph.graph import Graph
from fanfold.model.names import StepName
from fanfold.testing.scripted import Script, Spot


@dataclass(slots=True)
class LossJudge:
    """Keeps what failed and may be tolerated.

    Attributes:
        forgiven: the tasks that failed in this life under `@tolerate`, of fans without too many of them.
        kept: those that a join was done without, in whatever life.
    """

    graph: Graph
    script: Script
    forgiven: set[Spot] = field(default_factory=set)
    kept: set[Spot] = field(default_factory=set)

    def failed(self, spot: Spot, lost: Collection[Spot]) -> set[Spot]:
        """A task failed for good, as those of `lost` did; gives those that nobody forgives now."""
        if not is_forgivable(self.graph, spot):
            return {spot}
        split = self._split(spot)
        assert split is not None
        if any(is_forgivable(self.graph, other) and self._split(other) == split for other in lost):
            return {spot}
        here = {other for other in self.forgiven if self._split(other) == split} | {spot}
        width = self.script.width(split)
        if len({other.indexes for other in here}) <= allowance(
            self.graph, (each.step for each in here), width
        ):
            self.forgiven.add(spot)
            return set()
        self.forgiven -= here
        return here

    def folded(self, join: Spot) -> None:
        """A join is done: what was forgiven in its fan stays lost."""
        split = self._fan(join)
        if split is not None:
            self.kept |= {spot for spot in self.forgiven if self._split(spot) == split}

    def missing(self, join: Spot, done: Collection[Spot]) -> list[int]:
        """The items of a join's fan that neither came to it nor are forgiven; empty for other steps."""
        split = self._fan(join)
        if split is None:
            return []
        lost = {spot.indexes[-1] for spot in self.forgiven | self.kept if self._split(spot) == split}
        last = self.graph[join.step].in_steps
        came = {spot.indexes[-1] for spot in done if spot.step in last and self._split(spot) == split}
        return [index for index in range(self.script.width(split)) if index not in lost | came]

    def _split(self, spot: Spot) -> Spot | None:
        """The task that opened the innermost fan around a task."""
        around = [name for name in self.graph[spot.step].split_parents if self.graph[name].is_fan]
        return Spot(around[-1], spot.indexes[:-1]) if around else None

    def _fan(self, join: Spot) -> Spot | None:
        split = self.graph[join.step].split
        if not self.graph[join.step].is_join or split is None or not self.graph[split].is_fan:
            return None
        return Spot(split, join.indexes)


def is_forgivable(graph: Graph, spot: Spot) -> bool:
    """Whether the failure of a task can be tolerated at all."""
    return bool(spot.indexes) and graph[spot.step].policy.tolerance is not None


def allowance(graph: Graph, steps: Iterable[StepName], width: int) -> int:
    """How many items of a fan may be lost, if they are lost at these steps."""
    allowed = width
    for step in steps:
        tolerance = graph[step].policy.tolerance
        assert tolerance is not None
        if tolerance.share is None:
            wished = tolerance.items
        else:
            wished = int(Fraction(tolerance.share).limit_denominator(1000) * width)
        allowed = min(allowed, wished if tolerance.share == 1 else min(wished, width - 1))
    return allowed
