"""The judge of stops: which foreaches came to what they were to stop at, and what may follow from that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from fanfold.graph.graph import Graph
from fanfold.testing.scripted import Script, Spot


@dataclass(slots=True)
class StopJudge:
    """Keeps, by the tasks that split, what stopped.

    Attributes:
        came: the foreaches of which an item was recorded that they were to stop at, in whatever life.
        closed: those of which nothing may be given out any more: the driver knows it.
    """

    graph: Graph
    script: Script
    came: set[Spot] = field(default_factory=set)
    closed: set[Spot] = field(default_factory=set)

    def done(self, spot: Spot) -> None:
        """A task did what it should, and is recorded."""
        ahead = [self.graph[name] for name in self.graph[spot.step].out_steps]
        around = next(self.around(spot), None)
        if around is None or len(ahead) != 1 or ahead[0].split != around.step:
            return
        if self.graph[around.step].stop_when is not None and self.script.stops(spot):
            self.came.add(around)

    def is_stopped(self, fan: Spot) -> bool:
        """Whether a foreach, or one around it, came to what it was to stop at."""
        return any(each in self.came for each in (fan, *self.around(fan)))

    def is_closed(self, fan: Spot) -> bool:
        """Whether nothing of a foreach may be given out any more."""
        return any(each in self.closed for each in (fan, *self.around(fan)))

    def lived(self) -> None:
        """A life is over; the next one knows what is recorded."""
        self.closed = set(self.came)

    def around(self, spot: Spot) -> Iterator[Spot]:
        """The tasks that opened the fans around a task, the innermost first."""
        fans = [name for name in self.graph[spot.step].split_parents if self.graph[name].is_fan]
        for depth in range(len(fans) - 1, -1, -1):
            yield Spot(fans[depth], spot.indexes[:depth])
