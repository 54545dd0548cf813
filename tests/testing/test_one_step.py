"""`run_step`: one step by itself, as a test of a flow calls it."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest

from fanfold import FlowSpec, Parameter, card, catch, current, environment, retry, step, timeout
from fanfold.model.errors import InvalidNextException, LintError, UnpicklableArtifactError, UsageError
from fanfold.testing import run_step


@dataclass
class Point:
    """An item."""

    x: int


class Sweep(FlowSpec):
    """A flow to take steps of."""

    rate = Parameter("rate", default=0.5)
    name_of_it = Parameter("name", required=True)
    limit = 10

    @step
    def start(self) -> None:
        """Fan out."""
        print("starting")
        self.points = [Point(1), Point(2)]
        self.next(self.work, foreach="points")

    @environment(vars={"ONLY_HERE": "yes"})
    @retry
    @step
    def work(self) -> None:
        """Do one."""
        print("err", file=sys.stderr)
        self.seen.append(self.input.x)
        self.score = self.rate * self.input.x
        self.place = (self.index, self.foreach_stack(), os.environ.get("ONLY_HERE"), current.step_name)
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        """Fold."""
        self.scores = [each.score for each in inputs]
        self.first = inputs[0].input
        self.merge_artifacts(inputs, include=["seen"])
        self.next(self.choose)

    @step
    def choose(self) -> None:
        """Go one way."""
        self.next({"a": self.left, "b": self.right}, condition="which")

    which = "b"

    @step
    def left(self) -> None:
        """One way."""
        self.next(self.end)

    @card
    @catch(var="failure", print_exception=False)
    @step
    def right(self) -> None:
        """Another."""
        current.card.append("x")
        self.value = self.client.get(self.limit)
        if self.value == "bad":
            raise ValueError("a bad value")
        self.next(self.end)

    @timeout(seconds=1)
    @step
    def end(self) -> None:
        """Done."""
        if "lock" in self.kind:
            self.handle = sys
        while self.kind == "slow":
            pass


def test_a_split_gives_what_it_fans_out_over() -> None:
    result = run_step(Sweep.start)
    assert result.next.targets == ("work",)
    assert result.next.items == [Point(1), Point(2)]
    assert (result.next.width, result.stdout, result.error) == (2, "starting\n", None)


def test_an_item_gets_its_own_copy_of_what_it_is_given() -> None:
    seen = [0]
    result = run_step(
        Sweep.work, input=Point(3), index=2, artifacts={"seen": seen}, parameters={"rate": "0.25"}
    )
    assert (result.score, result.seen, seen) == (0.75, [0, 3], [0])
    index, stack, variable, name = result.place
    assert (index, stack[0][:2], variable, name) == (2, (2, 3), "yes", "work")
    assert (result.stdout, result.stderr, result.rate) == ("", "err\n", 0.25)
    assert result.next.targets == ("join",)
    assert "ONLY_HERE" not in os.environ
    assert not current.is_running_flow


def test_a_join_folds_results_dictionaries_and_namespaces() -> None:
    done = run_step(Sweep.work, input=Point(4), artifacts={"seen": []})
    other = {"score": 1.0, "seen": [4], "input": Point(7)}
    result = run_step(Sweep.join, inputs=[other, done, SimpleNamespace(score=2.0, seen=[4])])
    assert result.scores == [1.0, 2.0, 2.0]
    assert (result.first, result.seen) == (Point(7), [4])
    assert result.next.targets == ("choose",)
    conflict = run_step(Sweep.join, inputs=[other, {"score": 0, "seen": [5]}])
    assert "cannot merge *seen*" in str(conflict.error)


def test_a_step_meets_a_mock_and_its_exception_is_given() -> None:
    client = Mock()
    client.get.return_value = "good"
    result = run_step(Sweep.right, artifacts={"client": client})
    assert (result.value, result.failure, result.client) == ("good", None, client)
    client.get.assert_called_once_with(10)
    client.get.return_value = "bad"
    caught = run_step(Sweep.right, artifacts={"client": client})
    assert isinstance(caught.error, ValueError)
    assert caught.error.__traceback__ is not None
    assert caught.failure.type.endswith("ValueError")
    assert caught.next.targets == ("end",)


def test_a_step_that_failed_has_no_artifacts_and_says_why() -> None:
    result = run_step(Sweep.work, input=Point(1))
    assert isinstance(result.error, AttributeError)
    assert result.next.targets == ()
    with pytest.raises(AttributeError, match="no artifact 'score': it raised AttributeError"):
        _ = result.score


@pytest.mark.parametrize(("kind", "error"), [("lock", UnpicklableArtifactError), ("slow", Exception)])
def test_what_a_run_would_not_take_is_an_error(kind: str, error: type[Exception]) -> None:
    assert isinstance(run_step(Sweep.end, artifacts={"kind": kind}).error, error)


def test_a_required_parameter_is_missed_when_it_is_asked_for() -> None:
    with pytest.raises(AttributeError, match="name_of_it"):
        _ = run_step(Sweep.end, artifacts={"kind": ""}).name_of_it
    assert run_step(Sweep.end, artifacts={"kind": ""}, parameters={"name": "n"}).name_of_it == "n"


def test_an_early_return_is_an_error() -> None:
    class Early(FlowSpec):
        @step
        def start(self) -> None:
            if self.early:
                return
            self.next(self.end)

        @step
        def end(self) -> None:
            pass

    assert isinstance(run_step(Early.start, artifacts={"early": True}).error, InvalidNextException)
    assert run_step(Early.start, artifacts={"early": False}).next.targets == ("end",)


class Several(Sweep):
    """It has the steps of the other."""

    which = "a"


def test_a_step_of_several_flows_is_that_of_the_one_that_defines_it_unless_another_is_named() -> None:
    assert run_step(Several.choose).next.case == "right"
    assert run_step(Several.choose, flow=Several).next.case == "left"


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(UsageError, match="is no step"):
        run_step(len)
    with pytest.raises(UsageError, match="join is a join"):
        run_step(Sweep.join)
    with pytest.raises(UsageError, match="takes no inputs"):
        run_step(Sweep.work, inputs=[])

    class Unsound(FlowSpec):
        @step
        def start(self) -> None:
            self.next(self.end)

    with pytest.raises(LintError):
        run_step(Unsound.start)


def test_branches_are_found_by_the_names_of_their_steps() -> None:
    class Branches(FlowSpec):
        @step
        def start(self) -> None:
            self.next(self.one, self.other)

        @step
        def one(self) -> None:
            self.next(self.join)

        @step
        def other(self) -> None:
            self.next(self.join)

        @step
        def join(self, inputs: Any) -> None:
            self.both = (inputs.one.x, inputs.other.x)
            self.next(self.end)

        @step
        def end(self) -> None:
            pass

    assert run_step(Branches.join, inputs=[{"x": 1}, {"x": 2}]).both == (1, 2)
    assert run_step(Branches.join, inputs={"other": {"x": 1}, "one": {"x": 2}}).both == (2, 1)
    assert run_step(Branches.start).next.targets == ("one", "other")


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = len(os.listdir("/proc/self/fd"))
    run_step(Sweep.start)
    assert list(tmp_path.iterdir()) == []
    assert len(os.listdir("/proc/self/fd")) == before
