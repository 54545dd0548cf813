"""`@tolerate` as a user meets it: what the join gets, and what is said of those that it does without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fanfold import FlowSpec, catch, retry, step, tolerate
from fanfold.client import Run
from fanfold.flow.decorators.decorator import DecoratorError
from fanfold.model.policy import Tolerance
from fanfold.model.status import RunStatus
from tests.inline_run import Ran, run_inline

WIDTH = 20


class SomeFail(FlowSpec):
    """Items 3, 7 and 11 fail."""

    @step
    def start(self) -> None:
        self.names = [f"item {number}" for number in range(WIDTH)]
        self.next(self.work, foreach="names", key=lambda name: name.upper())

    @tolerate(failures=3)
    @retry(times=1)
    @step
    def work(self) -> None:
        if self.index in (3, 7, 11):
            raise ValueError(f"no {self.input}")
        self.square = self.input * 2
        self.next(self.more)

    @step
    def more(self) -> None:
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.indexes = [each.index for each in inputs]
        self.count = len(inputs)
        self.picked = [inputs[3].index, inputs[-1].index, *(each.index for each in inputs[2:5])]
        self.last = inputs.more.index
        self.failed = [
            (each.index, each.key, each.input, each.step, each.attempts, each.type, each.message)
            for each in inputs.failed
        ]
        self.where = inputs.failed[0].where
        self.traceback = inputs.failed[-1].exception.stacktrace
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def client(ran: Ran) -> Run:
    """The run, as the client reads it."""
    from fanfold.client.opened import open_run

    return Run._of(open_run(ran.folder))


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A run in which three of twenty items failed, which is allowed."""
    return run_inline(SomeFail, tmp_path_factory.mktemp("home"))


def test_the_join_gets_the_items_that_came_in_order(some: Ran) -> None:
    assert some.succeeded
    left = [index for index in range(WIDTH) if index not in (3, 7, 11)]
    assert some.value("join", "indexes") == left
    assert some.value("join", "count") == len(left)
    assert some.value("join", "picked") == [left[3], left[-1], *left[2:5]]
    assert some.value("join", "last") == WIDTH - 1


def test_the_join_is_told_what_each_of_the_others_was_and_what_went_wrong(some: Ran) -> None:
    assert some.value("join", "failed") == [
        (index, f"ITEM {index}", f"item {index}", "work", 2, "builtins.ValueError", f"no item {index}")
        for index in (3, 7, 11)
    ]
    assert some.value("join", "where").startswith("test_tolerate.py:")
    assert "ValueError: no item 11" in some.value("join", "traceback")


def test_the_client_and_the_record_say_how_many_were_tolerated(some: Ran) -> None:
    work = client(some)["work"]
    assert (work.counts.total, work.counts.done, work.counts.failed, work.counts.tolerated) == (20, 17, 0, 3)
    assert client(some)["more"].counts.total == 17
    assert [(task.index, task.tolerated) for task in work.failed()] == [(3, True), (7, True), (11, True)]
    assert not work["0"].tolerated
    assert some.info.counts["work"]["tolerated"] == 3
    assert some.info.counts["work"]["failed"] == 0


class OneTooMany(SomeFail):
    """The same with fewer allowed."""

    @tolerate(failures=0.1)
    @step
    def work(self) -> None:
        if self.index in (3, 7, 11):
            raise ValueError(f"no {self.input}")
        self.next(self.more)


def test_one_too_many_fails_the_run_with_the_numbers(tmp_path: Path) -> None:
    ran = run_inline(OneTooMany, tmp_path)
    assert ran.status is RunStatus.FAILED
    assert ran.info.reason == "3 of 20 items failed at step work, @tolerate allows 2."
    work = client(ran)["work"]
    assert (work.counts.failed, work.counts.tolerated) == (3, 0)
    assert not any(task.tolerated for task in work.failed())


class CaughtFirst(SomeFail):
    """`@catch` beside it."""

    @tolerate(failures=1)
    @catch(var="why")
    @step
    def work(self) -> None:
        if self.index in (3, 7, 11):
            raise ValueError(f"no {self.input}")
        self.next(self.more)

    @step
    def join(self, inputs: Any) -> None:
        self.caught = [each.index for each in inputs if each.why]
        self.missed = len(inputs.failed)
        self.next(self.end)


def test_what_catch_takes_over_comes_to_the_join_and_is_not_counted(tmp_path: Path) -> None:
    ran = run_inline(CaughtFirst, tmp_path)
    assert ran.succeeded
    assert ran.value("join", "caught") == [3, 7, 11]
    assert ran.value("join", "missed") == 0


class Nested(FlowSpec):
    """A fan in a fan; what fails differs."""

    @step
    def start(self) -> None:
        self.groups = ["a", "b", "c"]
        self.next(self.group, foreach="groups")

    @tolerate(failures=1)
    @step
    def group(self) -> None:
        if self.input == "b":
            raise KeyError(self.input)
        self.letter = self.input
        self.numbers = range(4)
        self.next(self.work, foreach="numbers")

    @tolerate(failures=0.5)
    @step
    def work(self) -> None:
        if self.letter == "c" and self.input % 2:
            raise ArithmeticError(self.input)
        self.next(self.inner)

    @step
    def inner(self, inputs: Any) -> None:
        self.came = [each.input for each in inputs]
        self.missed = [each.input for each in inputs.failed]
        self.next(self.outer)

    @step
    def outer(self, inputs: Any) -> None:
        self.groups_came = {each.input: (each.came, each.missed) for each in inputs}
        self.missed = [each.input for each in inputs.failed]
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def test_each_fan_counts_its_own_items(tmp_path: Path) -> None:
    ran = run_inline(Nested, tmp_path)
    assert ran.succeeded
    assert ran.value("outer", "groups_came") == {"a": ([0, 1, 2, 3], []), "c": ([0, 2], [1, 3])}
    assert ran.value("outer", "missed") == ["b"]


class NoneLeft(FlowSpec):
    """All items fail, and a step is called as the sequence of them."""

    @step
    def start(self) -> None:
        self.numbers = [1, 2]
        self.next(self.failed, foreach="numbers")

    @tolerate(failures=1.0)
    @step
    def failed(self) -> None:
        if self.input < 9:
            raise ValueError(self.input)
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.count = len(inputs)
        try:
            print(inputs.failed)
        except AttributeError as error:
            self.said = str(error)
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def test_all_may_fail_if_that_was_said_and_a_step_called_failed_keeps_its_name(tmp_path: Path) -> None:
    ran = run_inline(NoneLeft, tmp_path)
    assert ran.succeeded
    assert ran.value("join", "count") == 0
    assert "No input of this join comes from a step 'failed'" in ran.value("join", "said")


def test_a_number_and_a_share_are_told_apart() -> None:
    @tolerate(failures=2)
    @step
    def some(self: Any) -> None:
        """A step."""

    @tolerate(failures=1.0)
    @step
    def share(self: Any) -> None:
        """A step."""

    from fanfold.flow.decorators.policy import policy_of

    assert policy_of(some).tolerance == Tolerance(2)
    assert policy_of(share).tolerance == Tolerance(share=1.0)


@pytest.mark.parametrize("failures", [None, -1, 3.0, -0.1, True, "3", float("nan")])
def test_what_is_no_number_of_failures_is_refused_with_how_to_write_it(failures: Any) -> None:
    with pytest.raises(DecoratorError) as caught:
        tolerate(failures=failures)
    assert "@tolerate(failures=3)" in caught.value.remedy
    assert caught.value.file == __file__
