"""The judge of results: what a flow must come to, worked out by going through it item by item.

It shares nothing with the machine: no fans, no counters, no intervals, only a walk over the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from fanfold.graph.graph import Graph, NodeType
from fanfold.model.names import StepName
from fanfold.testing.loss_judge import allowance, is_forgivable
from fanfold.testing.scripted import Script, Spot, value_of


@dataclass(frozen=True, slots=True)
class Lost:
    """An item that does not come, and need not: it failed at these steps, each of which tolerates that, or it
    was cancelled.
    """

    steps: frozenset[StepName]


class Stuck:
    """What does not come and must."""


Came = int | Lost | Stuck


@dataclass(slots=True)
class Walk:
    """An undisturbed run of a flow, in which some tasks may fail for good.

    Attributes:
        is_cancelled: whether a task is not run, since its foreach stopped.
        values: what each task that runs comes to.
    """

    graph: Graph
    script: Script
    failed: Collection[Spot] = ()
    is_cancelled: Callable[[Spot], bool] = lambda spot: False
    values: dict[Spot, int] = field(default_factory=dict)

    def whole(self) -> dict[Spot, int]:
        """All tasks of the run and what they come to."""
        assert self.graph.start is not None
        self.go(self.graph.start, (), (), None)
        return self.values

    def go(
        self, step: StepName, indexes: tuple[int, ...], inputs: tuple[int, ...], until: StepName | None
    ) -> Came:
        """What arrives at the join `until`."""
        turn = 0
        while True:
            spot = Spot(step, indexes, turn)
            if spot in self.failed:
                return Lost(frozenset([step])) if is_forgivable(self.graph, spot) else Stuck()
            if self.is_cancelled(spot):
                return Lost(frozenset())
            value = self.values[spot] = value_of(spot, inputs)
            node = self.graph[step]
            inputs = (value,)
            came = self.across(spot, value)
            if isinstance(came, Lost | Stuck):
                return came
            if came is not None:
                assert node.join is not None
                step, turn, inputs = node.join, 0, came
                continue
            if node.type is NodeType.END:
                return value
            onward = (
                self.script.case(spot, node.out_steps) if node.type is NodeType.SWITCH else node.out_steps[0]
            )
            if onward == until:
                return value
            step, turn = onward, turn + 1 if onward == step else 0

    def across(self, spot: Spot, value: int) -> tuple[int, ...] | Lost | Stuck | None:
        """What the join of a split gets, by item or by branch; None: the step is no split."""
        node = self.graph[spot.step]
        if node.is_fan:
            places = [(*spot.indexes, index) for index in range(self.script.width(spot))]
            return self.items(
                [self.go(node.out_steps[0], place, (value, place[-1]), node.join) for place in places]
            )
        if node.type is NodeType.SPLIT:
            return _branches(
                [self.go(branch, spot.indexes, (value,), node.join) for branch in node.out_steps]
            )
        return None

    def items(self, came: list[Came]) -> tuple[int, ...] | Stuck:
        """What the join of a fan gets: all items, or those that are not lost if that is tolerated."""
        lost = [each for each in came if isinstance(each, Lost) and each.steps]
        allowed = allowance(self.graph, (step for each in lost for step in each.steps), len(came))
        if any(isinstance(each, Stuck) for each in came) or len(lost) > allowed:
            return Stuck()
        return tuple(each for each in came if isinstance(each, int))


def _branches(came: list[Came]) -> tuple[int, ...] | Lost | Stuck:
    """What a static join gets; an item that was lost in one branch is lost."""
    if any(isinstance(each, Stuck) for each in came):
        return Stuck()
    lost = [each.steps for each in came if isinstance(each, Lost)]
    if lost:
        return Lost(frozenset().union(*lost))
    return tuple(sorted(each for each in came if isinstance(each, int)))
