"""Decorators around steps, as users write them: what runs when, and where the flow goes on."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from fanfold.flow.decorators.decorator import DecoratorError
from fanfold.flow.spec import FlowSpec, step
from fanfold.flow.user_decorators.step_decorator import (
    USER_SKIP_STEP,
    UserStepDecorator,
    user_step_decorator,
)
from tests.inline_run import Ran, run_inline

Steps = Generator[Any, Any, Any]


@user_step_decorator
def note(step_name: str, flow: Any, inputs: Any, attributes: dict[str, Any]) -> Steps:
    """Notes when it is passed."""
    flow.notes = [*getattr(flow, "notes", []), f"before {attributes.get('name', step_name)}"]
    yield
    flow.notes = [*flow.notes, f"after {attributes.get('name', step_name)}"]


@user_step_decorator
def forgive(step_name: str, flow: Any, inputs: Any) -> Steps:
    """Makes a failed step a good one."""
    try:
        yield
    except ZeroDivisionError as error:
        flow.forgiven = str(error)


@user_step_decorator
def skip(step_name: str, flow: Any, inputs: Any, attributes: dict[str, Any]) -> Steps:
    """Leaves the step out."""
    flow.skipped = True
    yield attributes or USER_SKIP_STEP


@user_step_decorator
def instead(step_name: str, flow: Any, inputs: Any) -> Steps:
    """Runs something else."""

    def replacement(flow: Any, *inputs: Any) -> bool:
        flow.replaced = len(inputs)
        return True

    yield replacement


@user_step_decorator
def give_odd(step_name: str, flow: Any, inputs: Any, attributes: dict[str, Any]) -> Steps:
    """Yields what means nothing, or too often."""
    yield attributes["what"]
    if attributes.get("twice"):
        yield


def fail() -> None:
    """What is left out is not run."""
    raise AssertionError


class Count(UserStepDecorator):
    """Counts in itself, and says so in the flow."""

    def init(self, start: int = 0) -> None:
        self.count = start

    def pre_step(self, step_name: str, flow: Any, inputs: Any = None) -> Any:
        self.count += 1
        flow.seen = inputs is None or len(inputs)
        return None

    def post_step(self, step_name: str, flow: Any, exception: Exception | None = None) -> Any:
        flow.count = self.count
        return exception, None


class Around(FlowSpec):
    """Steps of every type, within decorators of every kind."""

    @note(name="outer")
    @Count
    @note
    @step
    def start(self) -> None:
        self.items = [2, 1, 0]
        self.next(self.work, foreach="items")

    @Count(start=10)
    @forgive
    @step
    def work(self) -> None:
        self.next_value = 2 / self.input
        self.next(self.join)

    @Count
    @step
    def join(self, inputs: Any) -> None:
        self.counts = [inp.count for inp in inputs]
        self.forgiven = [getattr(inp, "forgiven", None) for inp in inputs]
        self.next(self.turn)

    @forgive
    @step
    def turn(self) -> None:
        self.kind = "b"
        _ = 1 // 0
        self.next({"a": self.left, "b": self.right}, condition="kind")

    @step
    def left(self) -> None:
        self.next(self.fan)

    @instead
    @step
    def right(self) -> None:
        fail()
        self.next(self.fan)

    @skip(foreach="others")
    @step
    def fan(self) -> None:
        self.next(self.part, foreach="nothing")

    others = ("x", "y")

    @skip
    @step
    def part(self) -> None:
        fail()
        self.next(self.rejoin)

    @instead
    @step
    def rejoin(self, inputs: Any) -> None:
        fail()
        self.next(self.end)

    @forgive
    @step
    def end(self) -> None:
        _ = 1 // 0


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    ran = run_inline(Around, tmp_path_factory.mktemp("runs"))
    assert ran.succeeded, ran.failures
    return ran


def test_the_outermost_begins_first_and_ends_last(ran: Ran) -> None:
    notes = ["before outer", "before start", "after start", "after outer"]
    assert ran.value("start", "notes") == notes


def test_each_task_has_a_decorator_of_its_own_as_it_was_written(ran: Ran) -> None:
    assert ran.value("start", "count") == 1
    assert ran.value("join", "counts") == [11, 11, 11]
    assert ran.value("join", "seen") == 3


def test_an_exception_that_is_not_let_out_makes_the_step_a_good_one(ran: Ran) -> None:
    assert ran.value("join", "forgiven") == [None, None, "division by zero"]
    assert ran.value("end", "forgiven") == "integer division or modulo by zero"


def test_a_step_that_was_left_goes_where_its_source_says(ran: Ran) -> None:
    """A switch takes the case of its variable, a linear step its target."""
    assert ran.records("left") == []
    assert ran.value("right", "replaced") == 0


def test_a_skipped_step_goes_on_as_it_would_or_as_the_decorator_says(ran: Ran) -> None:
    assert ran.value("fan", "skipped") is True
    assert ran.values("part", "skipped") == [True, True]
    assert ran.value("rejoin", "replaced") == 1


class Odd(FlowSpec):
    """A decorator that gives nonsense."""

    @give_odd(what=5)
    @step
    def start(self) -> None:
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


class Twice(FlowSpec):
    """A decorator that yields twice."""

    @give_odd(what=None, twice=True)
    @step
    def start(self) -> None:
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


class BadEnd(UserStepDecorator):
    """Returns from `post_step` what means nothing."""

    def post_step(self, step_name: str, flow: Any, exception: Exception | None = None) -> Any:
        return "done"


class Ends(FlowSpec):
    """Within it."""

    @BadEnd
    @step
    def start(self) -> None:
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


@pytest.mark.parametrize(
    ("flow_class", "message"),
    [
        (Odd, "@give_odd: it yielded 5."),
        (Twice, "@give_odd: it yielded twice."),
        (Ends, "@BadEnd: its post_step returned 'done'."),
    ],
)
def test_nonsense_of_a_decorator_fails_the_task_and_is_told(
    flow_class: type[FlowSpec], message: str, tmp_path: Path
) -> None:
    ran = run_inline(flow_class, tmp_path)
    assert not ran.succeeded
    assert ran.failure.message.startswith(message)


def test_what_a_decorator_cannot_be_or_stand_above_is_refused() -> None:
    with pytest.raises(DecoratorError, match="stands above plain, which yields nothing") as caught:

        @user_step_decorator  # type: ignore[arg-type]
        def plain(step_name: str, flow: Any, inputs: Any) -> None: ...

    assert caught.value.file == __file__
    with pytest.raises(DecoratorError, match="two takes 2 arguments"):

        @user_step_decorator
        def two(step_name: str, flow: Any) -> Steps:
            yield

    with pytest.raises(DecoratorError, match="it stands above 'method'"):

        class Flow(FlowSpec):
            @Count(start=1)
            def method(self) -> None: ...


def test_arguments_need_someone_who_takes_them(tmp_path: Path) -> None:
    class Flow(FlowSpec):
        @forgive(often=True)
        @step
        def start(self) -> None:
            self.next(self.end)

        @step
        def end(self) -> None:
            pass

    with pytest.raises(DecoratorError, match="@forgive: it takes no arguments"):
        run_inline(Flow, tmp_path)
