"""Progress: what a reader is told of a run that goes on is true."""

from __future__ import annotations

from fanfold.model.names import StepName
from fanfold.run.progress import grows, total
from fanfold.testing.graphs import Branches, Foreach, Step, Switch, graph_of
from tests.run.driven import Driven

FLOW = graph_of(
    Step("start"),
    Foreach("fan", (Step("a"), Switch("choose", ((Step("left"),), (Step("right"),))), Step("meet")), "join"),
    Step("end"),
)


def totals(run: Driven) -> dict[str, int]:
    return {str(step): total(run.run, step) for step in run.run.steps}


def growing(run: Driven) -> set[str]:
    return {str(step) for step in run.run.steps if grows(run.run, step)}


def test_steps_outside_any_fan_have_one_task_from_the_start() -> None:
    assert totals(Driven(FLOW)) == {
        "start": 1,
        "fan": 1,
        "join": 1,
        "end": 1,
        "a": 0,
        "choose": 0,
        "left": 0,
        "right": 0,
        "meet": 0,
    }


def test_every_step_that_all_items_come_by_has_the_width_of_the_fan_at_once() -> None:
    run = Driven(FLOW)
    run.done("start")
    run.split("fan", 30)
    assert totals(run) | {"a": 30, "choose": 30, "meet": 30, "left": 0, "right": 0} == totals(run)
    run.done("a", 0, 10, fan=1)
    run.done("choose", 0, 4, fan=1, to="left")
    assert totals(run)["left"] == 4
    assert growing(run) == {"left", "right"}


def test_steps_within_a_fan_grow_until_their_split_is_done() -> None:
    run = Driven(FLOW)
    assert growing(run) == {"a", "choose", "left", "right", "meet"}
    run.done("start")
    run.split("fan", 3)
    assert growing(run) == {"left", "right"}


def test_a_loop_grows_while_it_turns() -> None:
    run = Driven(graph_of(Switch("again", ((),), loops=True), Step("end")))
    assert growing(run) == {"again"}
    run.done("again", to="again")
    assert totals(run) == {"again": 2, "end": 1}
    run.done("again", turn=1, to="end")
    assert growing(run) == set()


def test_both_branches_of_a_static_split_are_certain() -> None:
    run = Driven(graph_of(Branches("split", ((Step("a"),), (Step("b"),)), "join"), Step("end")))
    assert set(totals(run).values()) == {1}


def test_counts_tell_done_caught_and_failed_apart() -> None:
    run = Driven(FLOW, keep_going=True)
    run.done("start")
    run.split("fan", 3)
    run.done("a", 0, 2, fan=1)
    run.fail("a", 2, fan=1)
    counts = run.run.steps[StepName("a")]
    assert (counts.opened, counts.done, counts.failed) == (3, 2, 1)
