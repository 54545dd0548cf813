"""`@timeout` of a join that began before all its inputs had come."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from fanfold.workers.early_fold import LateDeadline


class Clock:
    """A deadline that notes what is done with it."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def arm(self) -> None:
        """Start it."""
        self.done.append("armed")

    def disarm(self) -> None:
        """Stop it."""
        self.done.append("disarmed")


def test_it_counts_from_when_all_has_come_until_the_step_ends_however_it_does() -> None:
    clock = Clock()

    def step(obj: Any, inputs: Any) -> None:
        assert clock.done == [], "it waits"
        inputs.arm()
        raise ValueError

    code = cast("Any", SimpleNamespace(deadline=clock, function=step))
    late = LateDeadline(code)
    assert code.deadline is None, "nobody else arms it"
    with pytest.raises(ValueError):
        code.function(None, late)
    assert clock.done == ["armed", "disarmed"]


def test_a_step_without_one_is_let_alone() -> None:
    code = cast("Any", SimpleNamespace(deadline=None, function=len))
    LateDeadline(code).arm()
    assert code.function is len
