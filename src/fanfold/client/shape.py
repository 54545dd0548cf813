"""The graph of a run's flow, as its ledger keeps it: enough to find who comes before and after a task."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fanfold.model.named import NamedTuple
from fanfold.model.names import StepName
from fanfold.model.policy import Tolerance


class StepShape(NamedTuple):
    """One step. See `graph.graph.Node` for what the fields say."""

    name: StepName
    type: str
    in_steps: tuple[StepName, ...]
    out_steps: tuple[StepName, ...]
    is_join: bool
    split: StepName | None
    join: StepName | None
    split_parents: tuple[StepName, ...]
    foreach_var: str | None
    doc: str
    tolerance: Tolerance | None = None
    stop_when: str | None = None

    @property
    def is_fan(self) -> bool:
        """Whether its tasks open fans."""
        return self.type in ("foreach", "parallel")


class Shape(NamedTuple):
    """The steps by name, in the order of the source. A run that did not come to write it has none."""

    steps: Mapping[StepName, StepShape]
    end: StepName | None = None

    def fans_around(self, step: StepName) -> list[StepName]:
        """The splits whose items the step's tasks are for, outermost first."""
        return [name for name in self.steps[step].split_parents if self.steps[name].is_fan]

    def is_certain(self, step: StepName) -> bool:
        """Whether each item that the splits around a step have comes by it, so that no switch decides."""
        around = self.steps[step].split_parents
        ahead, seen = [step], {step}
        while ahead:
            shape = self.steps[ahead.pop()]
            for name in shape.in_steps:
                if self.steps[name].type == "split-switch":
                    return False
                if (
                    name not in seen
                    and self.steps[name].split_parents[: len(around)] == around
                    and name not in around
                ):
                    seen.add(name)
                    ahead.append(name)
        return True

    def leads(self, before: StepName, after: StepName) -> bool:
        """Whether one step comes, at once or later, after another."""
        ahead, seen = [before], {before}
        while ahead:
            for name in self.steps[ahead.pop()].out_steps:
                if name == after:
                    return True
                if name not in seen:
                    seen.add(name)
                    ahead.append(name)
        return False

    def ordered(self) -> list[StepName]:
        """The steps in the order in which tasks of them come to be."""
        ranks = dict.fromkeys(self.steps, 0)
        for _ in self.steps:
            for name, shape in self.steps.items():
                for after in shape.out_steps:
                    if after != name:
                        ranks[after] = max(ranks[after], min(ranks[name] + 1, len(ranks)))
        return sorted(self.steps, key=ranks.__getitem__)


NO_SHAPE = Shape({})


def shape_of(text: str | None) -> Shape:
    """The graph that the ledger holds as JSON."""
    if text is None:
        return NO_SHAPE
    found = json.loads(text)
    return Shape({StepName(name): _step(each) for name, each in found["nodes"].items()}, found["end"])


def _step(found: Mapping[str, object]) -> StepShape:
    def names(field: str) -> tuple[StepName, ...]:
        listed = found[field]
        assert isinstance(listed, list), field
        return tuple(map(StepName, listed))

    def text(field: str) -> str | None:
        value = found.get(field)
        return None if value is None else str(value)

    split, join = text("split"), text("join")
    return StepShape(
        StepName(str(found["name"])),
        str(found["type"]),
        names("in_steps"),
        names("out_steps"),
        bool(found["is_join"]),
        None if split is None else StepName(split),
        None if join is None else StepName(join),
        names("split_parents"),
        text("foreach_var"),
        text("doc") or "",
        _tolerance(found.get("tolerance")),
        text("stop_when"),
    )


def _tolerance(found: object) -> Tolerance | None:
    """What `@tolerate` allows. Older runs say nothing of it."""
    if not isinstance(found, list):
        return None
    items, share = found
    return Tolerance(items, share)
