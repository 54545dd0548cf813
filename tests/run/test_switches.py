"""Switches: each row of tasks goes the way it took, and a loop is turns at one place."""

from __future__ import annotations

import pytest

from fanfold.model.errors import EngineBug
from fanfold.model.limits import ISOLATED_TASKS_MAX
from fanfold.testing.graphs import Foreach, Step, Switch, graph_of
from tests.run.driven import Driven, launched, launches

CASES = graph_of(
    Foreach("fan", (Switch("choose", ((Step("left"),), (Step("right"),))), Step("meet")), "join"), Step("end")
)
LOOP = graph_of(Step("start"), Switch("again", ((),), loops=True), Step("after"), Step("end"))


def test_items_of_a_fan_take_their_own_case_and_meet_again() -> None:
    run = Driven(CASES)
    run.split("fan", 6)
    assert launched(run.done("choose", 0, 2, fan=1, to="left")) == [("left", 1, 0, 2)]
    assert launched(run.done("choose", 2, 6, fan=1, to="right")) == [("right", 1, 2, 6)]
    run.done("left", 0, 2, fan=1)
    run.done("right", 2, 6, fan=1)
    assert launched(run.done("meet", 0, 6, fan=1)) == [("join", 0, 0, 1)]


def test_a_case_that_the_step_does_not_have_is_a_bug() -> None:
    run = Driven(CASES)
    run.split("fan", 6)
    with pytest.raises(EngineBug):
        run.done("choose", 0, fan=1, to="meet")


def test_a_loop_runs_turn_after_turn_at_its_place_and_leaves_at_turn_zero() -> None:
    run = Driven(LOOP)
    run.done("start")
    (second,) = launches(run.done("again", to="again"))
    assert second.span == (0, "again", 0, 1, 1)
    (third,) = launches(run.done("again", turn=1, to="again"))
    assert third.span.turn == 2
    (after,) = launches(run.done("again", turn=2, to="after"))
    assert after.span == (0, "after", 0, 1, 0)


def test_a_loop_of_many_turns_becomes_warm_after_its_first_hundred() -> None:
    run = Driven(LOOP)
    run.done("start")
    isolated = [run.done("again", turn=turn, to="again") for turn in range(ISOLATED_TASKS_MAX + 20)]
    flags = [launch.isolated for effects in isolated for launch in launches(effects)]
    assert flags == [True] * (ISOLATED_TASKS_MAX - 1) + [False], "its worker then goes on by itself"
