"""What a task of a foreach sees: its item, its place, and in the join the inputs in split order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fanfold.flow.parameters import Parameter
from fanfold.flow.spec import FlowSpec, step
from fanfold.model.policy import Isolation
from tests.inline_run import Ran, run_inline


class Nested(FlowSpec):
    """Two foreaches in one another that use one name for what they fan out over, and overwrite it."""

    @step
    def start(self) -> None:
        self.before = (self.index, self.input, self.foreach_stack())
        self.items: Any = [{"name": "a"}, {"name": "b"}, {"name": "c"}]
        self.next(self.outer, foreach="items")

    @step
    def outer(self) -> None:
        self.outer_place = (self.index, self.input["name"], len(self.foreach_stack()))
        self.input["name"] = "changed"
        self.items = (number for number in (10, 20))
        self.next(self.inner, foreach="items")

    @step
    def inner(self) -> None:
        self.items = "overwritten"
        self.next(self.again)

    @step
    def again(self) -> None:
        self.place = (self.index, self.input, self.foreach_stack())
        self.next(self.fold_inner)

    @step
    def fold_inner(self, inputs: Any) -> None:
        self.place = (self.index, self.input, self.foreach_stack())
        self.places = [each.place for each in inputs]
        self.of_inputs = [(each.index, each.input) for each in inputs]
        self.next(self.fold_outer)

    @step
    def fold_outer(self, inputs: Any) -> None:
        self.place = (self.index, self.input, self.foreach_stack())
        self.rows = [
            (each.place, each.places, each.of_inputs, each.input, each.outer_place) for each in inputs
        ]
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


@pytest.mark.parametrize("isolation", [Isolation.WARM, Isolation.ISOLATED])
def test_items_and_places_are_fixed_at_the_split(tmp_path: Path, isolation: Isolation) -> None:
    """Whatever becomes of the variable later, and though both levels use one name."""
    ran = run_inline(Nested, tmp_path, isolation=isolation)
    assert ran.succeeded, ran.failures
    assert ran.value("start", "before") == (None, None, [])
    assert ran.value("fold_outer", "place") == (None, None, [])
    for number, row in enumerate(ran.value("fold_outer", "rows")):
        item = {"name": "abc"[number]}
        place, places, of_inputs, own, outer_place = row
        assert place == (number, item, [(number, 3, item)])
        assert places == [
            (index, value, [(number, 3, item), (index, 2, value)]) for index, value in enumerate((10, 20))
        ]
        assert of_inputs == [(0, 10), (1, 20)]
        assert own == item
        assert outer_place == (number, "abc"[number], 1)


class Many(FlowSpec):
    """A foreach over what the test says, and a join that reads its inputs in every way."""

    kind = Parameter("kind", default="list")

    @step
    def start(self) -> None:
        self.things = MADE[self.kind]()
        self.next(self.count, foreach="things")

    @step
    def count(self) -> None:
        self.got = self.input
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.all = [each.got for each in inputs]
        self.width = len(inputs)
        self.by_step = inputs.count.got
        self.sliced = [each.got for each in inputs[1:3]]
        self.backwards = [each.got for each in inputs[::-1]]
        self.reverse = [each.got for each in reversed(inputs)]
        self.ends = (inputs[0].got, inputs[-1].got)
        self.wrong = [_message(inputs, self.width), _message(inputs, -self.width - 1), _name(inputs)]
        self.is_sequence = isinstance(inputs, Sequence)
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def _message(inputs: Any, index: int) -> str:
    try:
        inputs[index]
    except IndexError as error:
        return str(error)
    return ""


def _name(inputs: Any) -> str:
    try:
        _ = inputs.start
    except AttributeError as error:
        return str(error)
    return ""


def _generator() -> Any:
    yield from "abcd"


MADE: dict[str, Any] = {
    "list": lambda: list("abcd"),
    "tuple": lambda: tuple("abcd"),
    "str": lambda: "abcd",
    "dict": lambda: dict.fromkeys("abcd", 0),
    "keys": lambda: dict.fromkeys("abcd").keys(),
    "generator": _generator,
    "map": lambda: map(str.lower, "ABCD"),
    "array": lambda: np.array(list("abcd")),
    "wide": lambda: list(map(str, range(5_000))),
}


@pytest.mark.parametrize("kind", MADE)
def test_inputs_are_a_sequence_in_split_order(tmp_path: Path, kind: str) -> None:
    ran = run_inline(Many, tmp_path, kind=kind)
    assert ran.succeeded, ran.failures
    items = list(MADE[kind]())
    width = len(items)
    assert ran.value("join", "all") == items
    assert ran.value("join", "width") == width
    assert ran.value("join", "by_step") == items[-1]
    assert ran.value("join", "sliced") == items[1:3]
    assert ran.value("join", "backwards") == ran.value("join", "reverse") == items[::-1]
    assert ran.value("join", "ends") == (items[0], items[-1])
    assert ran.value("join", "is_sequence")
    assert ran.value("join", "wrong") == [
        f"This join has {width:,} inputs; there is none at {width}.",
        f"This join has {width:,} inputs; there is none at {-width - 1}.",
        "No input of this join comes from a step 'start'; they come from count.",
    ]


def test_a_generator_is_no_artifact_once_it_is_used_up(tmp_path: Path) -> None:
    ran = run_inline(Many, tmp_path, kind="generator")
    (record,) = ran.records("start")
    assert "things" not in record.entries


class Branches(FlowSpec):
    """Static branches in a foreach, with a switch in it, and names that a sequence has too."""

    @step
    def start(self) -> None:
        self.common = ["kept"]
        self.numbers = range(6)
        self.next(self.sort, foreach="numbers")

    @step
    def sort(self) -> None:
        self.kind = "odd" if self.input % 2 else "even"
        self.next({"odd": self.odd, "even": self.even}, condition="kind")

    @step
    def odd(self) -> None:
        self.way = "odd"
        self.next(self.join)

    @step
    def even(self) -> None:
        self.way = "even"
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.ways = [(each.index, each.way, each.common[0]) for each in inputs]
        self.last = (inputs.odd.index, inputs.even.index)
        self.next(self.fork)

    @step
    def fork(self) -> None:
        self.next(self.index_, self.count)

    @step
    def index_(self) -> None:
        self.way = "index"
        self.next(self.meet)

    @step
    def count(self) -> None:
        self.way = "count"
        self.next(self.meet)

    @step
    def meet(self, inputs: Any) -> None:
        self.ways = [each.way for each in inputs]
        self.named = (inputs.count.way, inputs.index_.way)
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


@pytest.fixture(scope="module")
def branches(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    ran = run_inline(Branches, tmp_path_factory.mktemp("home"))
    assert ran.succeeded, ran.failures
    return ran


def test_inputs_that_came_by_different_cases_are_in_split_order(branches: Ran) -> None:
    assert branches.value("join", "ways") == [
        (number, "odd" if number % 2 else "even", "kept") for number in range(6)
    ]


def test_an_input_by_a_steps_name_is_the_last_that_this_step_did(branches: Ran) -> None:
    assert branches.value("join", "last") == (5, 4)


def test_branches_come_in_the_order_written_and_by_any_name(branches: Ran) -> None:
    """A step may be called `count`, though sequences have a method of that name."""
    assert branches.value("meet", "ways") == ["index", "count"]
    assert branches.value("meet", "named") == ("count", "index")


class Gang(FlowSpec):
    """num_parallel."""

    @step
    def start(self) -> None:
        self.next(self.node, num_parallel=3)

    @step
    def node(self) -> None:
        self.place = (self.index, self.input, self.foreach_stack())
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.places = [each.place for each in inputs]
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def test_the_item_of_a_node_is_its_index(tmp_path: Path) -> None:
    ran = run_inline(Gang, tmp_path)
    assert ran.succeeded, ran.failures
    assert ran.value("join", "places") == [(n, n, [(n, 3, n)]) for n in range(3)]
