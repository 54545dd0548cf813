"""Launches: an item that goes on in its worker is not launched again, and one that cannot is."""

from __future__ import annotations

from fanfold.model.limits import ISOLATED_TASKS_MAX
from fanfold.model.policy import Isolation, StepPolicy
from fanfold.testing.graphs import Foreach, Step, Switch, graph_of
from tests.run.driven import DIED, ERROR, Driven, launched, launches

WIDE = ISOLATED_TASKS_MAX + 1
RETRIED = StepPolicy(retries=2)
CHAIN = graph_of(Foreach("fan", (Step("a", RETRIED), Step("b", RETRIED), Step("c")), "join"), Step("end"))


def test_a_wide_fan_runs_its_linear_steps_as_one_chain() -> None:
    run = Driven(CHAIN)
    (launch,) = launches(run.split("fan", WIDE))
    assert launch.chain == ("a", "b", "c")
    assert not launch.isolated
    assert run.done("a", 0, WIDE, fan=1) == []
    assert run.done("b", 0, WIDE, fan=1) == []
    assert launched(run.done("c", 0, WIDE, fan=1)) == [("join", 0, 0, 1)]


def test_a_fan_of_a_hundred_gets_a_process_for_each_task_and_no_chains() -> None:
    run = Driven(CHAIN)
    (launch,) = launches(run.split("fan", ISOLATED_TASKS_MAX))
    assert launch.isolated
    assert launch.chain == ("a",)
    (launch,) = launches(run.done("a", 7, fan=1))
    assert launch.isolated
    assert launch.chain == ("b",)


def test_a_step_that_once_had_more_tasks_stays_warm() -> None:
    inner = Foreach("inner", (Step("work"),), "fold")
    run = Driven(graph_of(Foreach("outer", (inner,), "join"), Step("end")))
    run.split("outer", 3)
    assert launches(run.split("inner", ISOLATED_TASKS_MAX, fan=1, index=0))[0].isolated
    assert not launches(run.split("inner", 1, fan=1, index=1))[0].isolated
    assert not launches(run.split("inner", 1, fan=1, index=2))[0].isolated


def test_a_step_late_in_a_wide_fan_is_warm_from_its_first_item() -> None:
    """Otherwise which items are isolated would follow from which chunks came first."""
    late = graph_of(
        Foreach("fan", (Switch("choose", ((Step("left"),), ())), Step("meet")), "join"), Step("end")
    )
    run = Driven(late)
    run.split("fan", WIDE)
    assert not launches(run.done("choose", 0, fan=1, to="left"))[0].isolated
    assert not launches(run.done("choose", 1, fan=1, to="meet"))[0].isolated


def test_policies_overrule_the_width() -> None:
    def isolated(isolation: Isolation, width: int) -> bool:
        work = Step("work", StepPolicy(isolation=isolation))
        run = Driven(graph_of(Foreach("fan", (work,), "join"), Step("end")))
        return launches(run.split("fan", width))[0].isolated

    assert isolated(Isolation.ISOLATED, WIDE)
    assert not isolated(Isolation.WARM, 1)


def test_a_task_that_failed_on_the_way_goes_on_from_there_in_a_chain_of_its_own() -> None:
    run = Driven(CHAIN)
    run.split("fan", WIDE)
    run.done("a", 0, 5, fan=1)
    (launch,) = launches(run.fail("b", 3, fan=1, failure=ERROR))
    assert launch.chain == ("b", "c")
    assert launch.attempt == 1
    assert run.done("b", 3, fan=1) == []


def test_after_a_death_the_task_is_alone_and_its_next_step_is_launched_anew() -> None:
    run = Driven(CHAIN)
    run.split("fan", WIDE)
    run.done("a", 0, 5, fan=1)
    (launch,) = launches(run.fail("b", 3, fan=1, failure=DIED))
    assert launch.alone
    assert launch.isolated
    assert launch.chain == ("b",)
    assert launched(run.done("b", 2, 4, fan=1)) == [("c", 1, 3, 4)]


def test_a_death_at_the_first_link_takes_all_links_with_it() -> None:
    run = Driven(CHAIN)
    run.split("fan", WIDE)
    (launch,) = launches(run.fail("a", 3, fan=1, failure=DIED))
    assert launch.chain == ("a",)
    (launch,) = launches(run.done("a", 2, 5, fan=1))
    assert launch.span == (1, "b", 3, 4, 0)
    assert launch.chain == ("b", "c")
    assert run.done("b", 2, 5, fan=1) == []
