"""`inputs.as_completed()` as a user meets it: in every way in which a join can run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fanfold import FlowSpec, step
from fanfold.flow.source import read_graph
from fanfold.model.names import StepName
from fanfold.testing import run_step
from tests.inline_run import run_inline


class Sums(FlowSpec):
    """Folds what comes, in a foreach that lies in another one, and in the one around it."""

    @step
    def start(self) -> None:
        self.letters = ["a", "b"]
        self.next(self.outer, foreach="letters")

    @step
    def outer(self) -> None:
        self.numbers = range(150)
        self.next(self.work, foreach="numbers")

    @step
    def work(self) -> None:
        self.score = self.input
        self.next(self.inner_join)

    @step
    def inner_join(self, inputs: Any) -> None:
        self.total = 0
        for inp in inputs.as_completed():
            self.total += inp.score
        self.count = len(inputs)
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.totals = {}
        for inp in inputs.as_completed():
            self.totals[inp.index] = inp.total
        self.next(self.split)

    @step
    def split(self) -> None:
        self.next(self.left, self.right)

    @step
    def left(self) -> None:
        self.side = "left"
        self.next(self.meet)

    @step
    def right(self) -> None:
        self.side = "right"
        self.next(self.meet)

    @step
    def meet(self, inputs: Any) -> None:
        self.sides = []
        for inp in inputs.as_completed():
            self.sides.append(inp.side)
        self.totals = inputs.left.totals
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def test_a_join_gets_each_of_its_inputs_once(tmp_path: Path) -> None:
    ran = run_inline(Sums, tmp_path)
    assert ran.succeeded, ran.failures
    assert ran.values("inner_join", "total") == [11175, 11175]
    assert ran.value("join", "totals") == {0: 11175, 1: 11175}
    assert ran.values("inner_join", "count") == [150, 150]
    assert sorted(ran.value("meet", "sides")) == ["left", "right"]


def test_a_join_is_tested_with_what_it_is_given() -> None:
    result = run_step(Sums.inner_join, flow=Sums, inputs=[{"score": 3}, {"score": 4}])
    assert (result.total, result.count) == (7, 2)


class Ways(Sums):
    """Loops that can be taken up in the middle, and those that cannot."""

    @step
    def inner_join(self, inputs: Any) -> None:
        self.total = sum(inp.score for inp in inputs.as_completed())
        self.count = len(inputs)
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.totals = {}
        weights = [1, 1]
        with open("/dev/null", "w") as file:
            for inp in inputs.as_completed():
                value = inp.total * weights[0]
                print(value, file=file)
                self.totals[inp.index] = value
        self.next(self.split)

    @step
    def meet(self, inputs: Any) -> None:
        self.sides = []
        for _ in range(2):
            for inp in inputs.as_completed():
                self.sides.append(inp.side)
        self.totals = inputs.left.totals
        self.next(self.end)


def test_a_loop_of_the_steps_own_is_seen_in_the_source_and_every_other_use_works(tmp_path: Path) -> None:
    graph = read_graph(Ways)
    folds = {name: graph[StepName(name)].folds for name in ("work", "inner_join", "join", "meet")}
    assert folds["work"] is folds["inner_join"] is folds["meet"] is None
    assert folds["join"] is not None
    assert {"weights", "file", "value"} <= set(folds["join"])
    assert not {"self", "inputs", "inp"} & set(folds["join"])
    ran = run_inline(Ways, tmp_path)
    assert ran.succeeded, ran.failures
    assert ran.value("join", "totals") == {0: 11175, 1: 11175}
    assert len(ran.value("meet", "sides")) == 4


class Held(FlowSpec):
    """Keeps what it adds up in a local variable."""

    @step
    def start(self) -> None:
        self.numbers = range(1200)
        self.next(self.work, foreach="numbers")

    @step
    def work(self) -> None:
        self.score = self.input
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        total = 0
        for inp in inputs.as_completed():
            total += inp.score
        self.total = total
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def test_a_fold_that_no_checkpoint_can_hold_is_told_and_comes_to_the_same(tmp_path: Path) -> None:
    ran = run_inline(Held, tmp_path)
    assert ran.value("join", "total") == sum(range(1200))
    (note,) = [note for note in ran.notes if "checkpoint" in note]
    assert "Step join makes no checkpoints" in note
    assert "*total*" in note
