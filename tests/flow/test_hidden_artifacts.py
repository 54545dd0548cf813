"""An artifact that is called like a step is told, since later steps would find the step."""

from __future__ import annotations

from typing import Any

from fanfold.flow.hidden_artifacts import hidden_artifacts
from fanfold.flow.source import read_graph
from fanfold.flow.spec import FlowSpec, step


class Hiding(FlowSpec):
    """`best` is a step, and an artifact of it; `work` is a step, and an attribute of something else."""

    @step
    def start(self) -> None:
        self.items = [1, 2]
        self.next(self.work, foreach="items")

    @step
    def work(self) -> None:
        self.score = self.input
        self.next(self.best)

    @step
    def best(self, inputs: Any) -> None:
        self.worked = [inp.score for inp in inputs] + [inputs.work.score]
        self.best = max(self.worked)  # type: ignore[method-assign]
        self.next(self.end)

    @step
    def end(self) -> None:
        print(self.best)


def test_the_step_the_name_and_the_line_are_told() -> None:
    (note,) = hidden_artifacts(Hiding, read_graph(Hiding))
    assert note.startswith("Step *best* sets self.best on line 28, and best is a step")


class Plain(FlowSpec):
    """Reads a step of the same flow, and sets nothing of its name."""

    @step
    def start(self) -> None:
        self.name = self.end.__name__
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def test_nothing_is_told_where_nothing_is_hidden() -> None:
    assert hidden_artifacts(Plain, read_graph(Plain)) == []
