"""Reuse: tasks that an earlier run has done are done at once, and whatever comes after them runs."""

from __future__ import annotations

from fanfold.model.limits import ISOLATED_TASKS_MAX
from fanfold.model.policy import Cache, StepPolicy
from fanfold.testing.graphs import Foreach, Step, graph_of
from tests.run.driven import Driven, launched, launches

WIDE = ISOLATED_TASKS_MAX + 20
CACHED = StepPolicy(cache=Cache())
CHAIN = graph_of(Foreach("fan", (Step("a", CACHED), Step("b"), Step("c")), "join"), Step("end"))


def test_what_is_reused_goes_on_by_itself_and_the_rest_stays_in_its_chain() -> None:
    run = Driven(CHAIN)
    (launch,) = launches(run.split("fan", WIDE))
    assert launch.chain == ("a", "b", "c")
    assert launched(run.reuse("a", 10, 50, fan=1)) == [("b", 1, 10, 50)]
    assert run.done("a", 0, 10, fan=1) == [], "these are with the worker that goes on with them"
    assert run.done("a", 50, WIDE, fan=1) == []
    assert run.run.steps["a"].reused == 40  # type: ignore[index]
    assert run.run.steps["a"].done == WIDE  # type: ignore[index]


def test_a_fan_of_which_all_is_reused_comes_to_its_join() -> None:
    run = Driven(graph_of(Foreach("fan", (Step("a", CACHED),), "join"), Step("end")))
    run.split("fan", 1000)
    assert launched(run.reuse("a", 0, 1000, fan=1)) == [("join", 0, 0, 1)]


def test_a_chain_ends_before_a_step_that_is_looked_up() -> None:
    run = Driven(graph_of(Foreach("fan", (Step("a"), Step("b", CACHED), Step("c")), "join"), Step("end")))
    (launch,) = launches(run.split("fan", WIDE))
    assert launch.chain == ("a",)
    (launch,) = launches(run.done("a", 0, WIDE, fan=1))
    assert launch.chain == ("b", "c")
