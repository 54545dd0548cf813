"""self.next() at run time: what cannot be followed is said in the guide's words, with the line."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fanfold.flow.parameters import Parameter
from fanfold.flow.spec import FlowSpec, step
from tests.inline_run import Ran, run_inline

INVALID = "fanfold.model.errors.InvalidNextException"


class Broken(FlowSpec):
    """A foreach over what the test says."""

    what = Parameter("what", default="")

    @step
    def start(self) -> None:
        ITEMS.get(self.what, _nothing)(self)
        self.next(self.work, foreach="items")

    @step
    def work(self) -> None:
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def _nothing(flow: Any) -> None:
    """Sets no items."""


def _set(value: Any) -> Callable[[Any], None]:
    def put(flow: Any) -> None:
        flow.items = value() if callable(value) else value

    return put


def _fails() -> Iterator[int]:
    yield 1
    raise OSError("the disk with the list is gone")


ITEMS: dict[str, Callable[[Any], None]] = {
    "missing": _nothing,
    "none": _set(None),
    "number": _set(7),
    "empty list": _set([]),
    "empty dict": _set({}),
    "empty generator": _set(lambda: iter(())),
    "scalar array": _set(np.array(3)),
    "lambda": _set(lambda: [1, lambda: 1]),
    "fails": _set(_fails),
}


def line_of(flow_class: type[FlowSpec], text: str) -> str:
    """Where a flow says something, as failures name it."""
    lines, first = inspect.getsourcelines(flow_class)
    (number,) = [first + offset for offset, line in enumerate(lines) if text in line]
    return f"{Path(__file__).name}:{number}"


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("missing", "Foreach variable *self.items* in step *start* does not exist. Check your variable."),
        ("none", "Foreach variable *self.items* in step *start* is not iterable. Please check details: "),
        ("number", "Foreach variable *self.items* in step *start* is not iterable. Please check details: "),
        ("scalar array", "Foreach variable *self.items* in step *start* is not iterable."),
        ("empty list", "Foreach iterator over *items* in step *start* produced zero splits."),
        ("empty dict", "Foreach iterator over *items* in step *start* produced zero splits."),
        ("empty generator", "Foreach iterator over *items* in step *start* produced zero splits."),
        ("lambda", "Item 1 of the foreach"),
    ],
)
def test_a_foreach_that_cannot_be_says_why_and_where(tmp_path: Path, what: str, message: str) -> None:
    ran = run_inline(Broken, tmp_path, what=what)
    assert not ran.succeeded
    assert ran.failure.message.startswith(message)
    assert ran.failure.where == line_of(Broken, "foreach=")
    assert [record.step for record in ran.all_records()] == ["start"]


def test_an_error_of_the_users_own_iterator_is_shown_as_it_is(tmp_path: Path) -> None:
    failure = run_inline(Broken, tmp_path, what="fails").failure
    assert (failure.type, failure.message) == ("builtins.OSError", "the disk with the list is gone")
    assert failure.where.startswith(Path(__file__).name)


def test_the_remedy_for_zero_splits_names_what_allows_them(tmp_path: Path) -> None:
    failure = run_inline(Broken, tmp_path, what="empty list").failure
    assert "allow_empty=True" in failure.message


def test_a_guard_on_the_width_fails_the_split_before_any_child(tmp_path: Path) -> None:
    ran = run_inline(Wide, tmp_path, max_num_splits=100)
    assert "more than 100 items" in ran.failure.message
    assert "--max-num-splits" in ran.failure.message
    assert [record.step for record in ran.all_records()] == ["start"]


class Wide(FlowSpec):
    """More items than the guard allows, and no end of them."""

    @step
    def start(self) -> None:
        self.items = iter(int, 1)
        self.next(self.work, foreach="items")

    @step
    def work(self) -> None:
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


class Empty(FlowSpec):
    """No items is no error here."""

    @step
    def start(self) -> None:
        self.items: list[int] = []
        self.next(self.work, foreach="items", allow_empty=True)

    @step
    def work(self) -> None:
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.total = sum(each.input for each in inputs)
        self.width = len(inputs)
        self.slice = inputs[:]
        self.merge_artifacts(inputs)
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def test_where_no_items_are_allowed_the_join_runs_with_no_inputs(tmp_path: Path) -> None:
    ran = run_inline(Empty, tmp_path)
    assert ran.succeeded, ran.failures
    assert (ran.value("join", "total"), ran.value("join", "width"), ran.value("join", "slice")) == (0, 0, [])


class Wrong(FlowSpec):
    """Transitions that pass the reading of the source, and are wrong when they are made."""

    what = Parameter("what", default="")

    @step
    def start(self) -> None:
        match self.what:
            case "early":
                return
            case "twice":
                _go_on(self, self.middle)
            case "hidden":
                _go_on(self, self.middle, self.end)
                return
            case "method":
                _go_on(self, self.tool)
                return
            case "text":
                _go_on(self, "middle")
                return
            case "none":
                _go_on(self)
                return
            case "unknown":
                _go_on(self, self.middle, for_each="xs")
                return
            case "both":
                _go_on(self, self.middle, foreach="xs", num_parallel=2)
                return
            case "two":
                _go_on(self, self.middle, self.end, foreach="xs")
                return
            case "not text":
                _go_on(self, self.middle, foreach=[1, 2])
                return
        self.next(self.middle)  # the last line

    @step
    def middle(self) -> None:
        self.next(self.end)

    @step
    def end(self) -> None:
        pass

    def tool(self) -> None:
        """No step."""


def _go_on(flow: Any, *targets: Any, **how: Any) -> None:
    flow.next(*targets, **how)


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("early", "Step *start* ended without self.next(): it returned early."),
        ("twice", "Step *start* calls self.next() more than once."),
        ("hidden", "Step *start* went on to middle, end, where its source says middle."),
        ("method", "Step *start* went on to tool, where its source says middle."),
        ("text", "In step *start* the target 'middle' of self.next() is not a step of this flow."),
        ("none", "In step *start* self.next() names no step."),
        ("unknown", "In step *start* self.next() got an unknown keyword argument 'for_each'."),
        (
            "both",
            "In step *start* self.next() takes one of foreach, num_parallel and condition, not several.",
        ),
        ("two", "In step *start* foreach takes exactly one target, not 2."),
        ("not text", "In step *start* foreach must be the name of an attribute, in quotes, not list."),
    ],
)
def test_a_transition_that_the_source_does_not_say_is_refused(
    tmp_path: Path, what: str, message: str
) -> None:
    failure = run_inline(Wrong, tmp_path, what=what).failure
    assert failure.type == INVALID
    assert failure.message.startswith(message)
    assert failure.where.startswith(Path(__file__).name)


def test_a_second_transition_is_refused_at_its_own_line(tmp_path: Path) -> None:
    failure = run_inline(Wrong, tmp_path, what="twice").failure
    assert failure.where == line_of(Wrong, "# the last line")


class Parallel(FlowSpec):
    """num_parallel of what the test says."""

    what = Parameter("what", default="1")

    @step
    def start(self) -> None:
        width: Any = {"0": 0, "-1": -1, "None": "none", "1.5": 1.5, "True": True, "np": np.int64(2)}[
            self.what
        ]
        self.next(self.work, num_parallel=width)

    @step
    def work(self) -> None:
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.width = len(inputs)
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


@pytest.mark.parametrize("what", ["0", "-1", "None", "1.5", "True"])
def test_a_number_of_nodes_that_is_none_is_refused(tmp_path: Path, what: str) -> None:
    failure = run_inline(Parallel, tmp_path, what=what).failure
    assert failure.message.startswith(
        "In step *start* num_parallel must be a whole number of 1 or more, not "
    )
    assert failure.where == line_of(Parallel, "num_parallel=width")


def test_any_whole_number_is_a_number_of_nodes(tmp_path: Path) -> None:
    assert run_inline(Parallel, tmp_path, what="np").value("join", "width") == 2


class Switch(FlowSpec):
    """A switch on what the test says."""

    what = Parameter("what", default="a")

    @step
    def start(self) -> None:
        if self.what != "missing":
            self.kind = [] if self.what == "list" else self.what
        self.next({"a": self.one, "b": self.two}, condition="kind")

    @step
    def one(self) -> None:
        self.next(self.end)

    @step
    def two(self) -> None:
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def steps_run(ran: Ran) -> list[str]:
    return [record.step for record in sorted(ran.all_records(), key=lambda record: record.started)]


def test_a_switch_goes_where_its_condition_says(tmp_path: Path) -> None:
    assert steps_run(run_inline(Switch, tmp_path, what="a")) == ["start", "one", "end"]
    assert steps_run(run_inline(Switch, tmp_path, what="b")) == ["start", "two", "end"]


@pytest.mark.parametrize(
    ("what", "message"),
    [
        (
            "c",
            "Switch condition variable 'kind' in step 'start' has the value 'c', which is none of its cases",
        ),
        ("list", "Switch condition variable 'kind' in step 'start' has the value [], which is none of its"),
        ("missing", "Condition variable *self.kind* in step *start* does not exist."),
    ],
)
def test_a_switch_without_a_case_says_the_value(tmp_path: Path, what: str, message: str) -> None:
    failure = run_inline(Switch, tmp_path, what=what).failure
    assert failure.message.startswith(message)
    assert failure.where == line_of(Switch, "condition=")
