"""The judge of results: what a flow must come to, worked out by going through it item by item.

It shares nothing with the machine: no fans, no counters, no intervals, only a walk over the graph.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from fanfold.graph.graph import Graph, NodeType
from fanfold.model.names import StepName
from fanfold.testing.scripted import Script, Spot, value_of


@dataclass(slots=True)
class Walk:
    """An undisturbed run of a flow, in which some tasks may fail for good.

    Attributes:
        values: what each task that runs comes to.
    """

    graph: Graph
    script: Script
    failed: Collection[Spot] = ()
    values: dict[Spot, int] = field(default_factory=dict)

    def whole(self) -> dict[Spot, int]:
        """All tasks of the run and what they come to."""
        assert self.graph.start is not None
        self.go(self.graph.start, (), (), None)
        return self.values

    def go(
        self, step: StepName, indexes: tuple[int, ...], inputs: tuple[int, ...], until: StepName | None
    ) -> int | None:
        """The value that arrives at the join `until`; None if a failed task is in the way."""
        turn = 0
        while True:
            spot = Spot(step, indexes, turn)
            if spot in self.failed:
                return None
            value = self.values[spot] = value_of(spot, inputs)
            node = self.graph[step]
            inputs = (value,)
            came = self.across(spot, value)
            if came is not None:
                if None in came:
                    return None
                assert node.join is not None
                step, turn, inputs = node.join, 0, tuple(value for value in came if value is not None)
                continue
            if node.type is NodeType.END:
                return value
            onward = (
                self.script.case(spot, node.out_steps) if node.type is NodeType.SWITCH else node.out_steps[0]
            )
            if onward == until:
                return value
            step, turn = onward, turn + 1 if onward == step else 0

    def across(self, spot: Spot, value: int) -> list[int | None] | None:
        """What arrives at the join of a split, by item or by branch; None: the step is no split."""
        node = self.graph[spot.step]
        if node.is_fan:
            places = [(*spot.indexes, index) for index in range(self.script.width(spot))]
            return [self.go(node.out_steps[0], place, (value, place[-1]), node.join) for place in places]
        if node.type is NodeType.SPLIT:
            came = [self.go(branch, spot.indexes, (value,), node.join) for branch in node.out_steps]
            return sorted(came, key=lambda value: value or 0)
        return None
