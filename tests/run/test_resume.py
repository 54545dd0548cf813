"""Resume: what is done stays done, and exactly the rest runs."""

from __future__ import annotations

from collections.abc import Iterable

from fanfold.graph.graph import Graph
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.model.status import RunStatus
from fanfold.run.effects import Effect, Finish
from fanfold.run.events import ItemsDone, SplitDone
from fanfold.run.invariants import validate
from fanfold.run.machine import Run
from fanfold.run.resume import GONE, RERUN, RETARGETED, RETYPED, UNREACHED, Fact, ResumePlan, fold
from fanfold.testing.graphs import Branches, Foreach, Step, Switch, graph_of
from tests.run.driven import ERROR, Driven, launched, launches

FLAT = graph_of(Step("start"), Foreach("split", (Step("work"),), "join"), Step("end"))
NESTED = graph_of(Foreach("outer", (Foreach("inner", (Step("work"),), "fold"),), "join"), Step("end"))


def facts_of(driven: Driven) -> list[Fact]:
    """What a ledger keeps for a resume."""
    return [event for event in driven.ledger if isinstance(event, ItemsDone | SplitDone)]


def resumed(graph: Graph, facts: Iterable[Fact], *rerun: str) -> tuple[Run, list[Effect], ResumePlan]:
    """The fold, which must leave a sound run."""
    run, effects, plan = fold(graph, facts, rerun=[StepName(step) for step in rerun])
    validate(run)
    return run, effects, plan


def flat(width: int, *done: tuple[int, int]) -> Driven:
    """A run of a flat fan of which these items are done."""
    run = Driven(FLAT)
    run.done("start")
    run.split("split", width)
    for first, stop in done:
        run.done("work", first, stop, fan=1)
    return run


def test_only_the_items_that_were_not_done_are_launched() -> None:
    run = flat(10_000, (0, 5_000), (5_005, 9_000), (9_004, 10_000))
    _, effects, plan = resumed(FLAT, facts_of(run))
    assert launched(effects) == [("work", 1, 5_000, 5_005), ("work", 1, 9_000, 9_004)]
    assert plan.reused[StepName("work")] == 9_991
    assert plan.to_run[StepName("work")] == 9
    assert (plan.reused_count, plan.to_run_count) == (9_993, 11)


def test_a_hundred_thousand_reused_tasks_are_a_hundred_events() -> None:
    run = Driven(FLAT, started=False)
    facts: list[Fact] = [ItemsDone(Span(FanId(0), StepName("start"), 0, 1)), split("split", 100_000)]
    facts += [ItemsDone(Span(FanId(1), StepName("work"), n, n + 1000)) for n in range(0, 100_000, 1000)]
    run.run, effects, plan = resumed(FLAT, facts)
    assert plan.reused[StepName("work")] == 100_000
    assert launched(effects) == [("join", 0, 0, 1)]


def test_failures_are_no_facts_so_a_failed_item_starts_at_its_first_attempt() -> None:
    run = flat(5, (0, 3))
    run.fail("work", 4, fan=1, failure=ERROR)
    again, effects, _ = resumed(FLAT, facts_of(run))
    assert launched(effects) == [("work", 1, 3, 5)]
    assert again.halted is None
    assert again.trials == {}


def test_a_successful_run_is_reused_whole() -> None:
    run = flat(3, (0, 3))
    run.done("join")
    run.done("end")
    again, effects, plan = resumed(FLAT, facts_of(run))
    assert effects == [Finish(RunStatus.SUCCEEDED)]
    assert again.finished is RunStatus.SUCCEEDED
    assert plan.to_run_count == 0


def test_a_run_that_did_nothing_starts_from_the_start() -> None:
    _, effects, plan = resumed(FLAT, [])
    assert launched(effects) == [("start", 0, 0, 1)]
    assert plan.reused_count == 0


def test_a_step_that_is_named_runs_again_with_all_that_comes_after_it() -> None:
    run = flat(3, (0, 3))
    run.done("join")
    _, effects, plan = resumed(FLAT, facts_of(run), "work")
    assert launched(effects) == [("work", 1, 0, 3)]
    assert plan.dropped == {(StepName("work"), RERUN): 3, (StepName("join"), RERUN): 1}


def test_a_split_that_runs_again_gets_a_new_fan_and_never_an_old_number() -> None:
    run = flat(3, (0, 2))
    again, effects, plan = resumed(FLAT, facts_of(run), "split")
    assert launched(effects) == [("split", 0, 0, 1)]
    assert again.next_fan == 2
    assert plan.dropped[StepName("work"), RERUN] == 2
    (launch,) = again.handle(split("split", 4))
    assert launched([launch]) == [("work", 2, 0, 4)]


def test_fans_keep_their_numbers_through_a_resume_of_a_resume() -> None:
    run = Driven(NESTED)
    run.split("outer", 2)
    run.split("inner", 3, fan=1, index=1)
    run.split("inner", 3, fan=1, index=0)
    run.done("work", 0, 3, fan=3)
    _, _, plan = resumed(NESTED, [fact for fact in facts_of(run) if fact != run.ledger[2]])
    kept = [fact for _, fact in plan.kept]
    assert SplitDone(Task(FanId(1), StepName("inner"), 0), 3, FanId(2)) in kept
    again, _, twice = resumed(NESTED, kept)
    assert [fact for _, fact in twice.kept] == kept
    assert again.fans.keys() == {0, 1, 2}


def test_results_of_a_step_that_is_gone_are_dropped_and_said() -> None:
    before = graph_of(Step("start"), Step("old"), Step("middle"), Step("end"))
    run = Driven(before)
    for step in ("start", "old", "middle"):
        run.done(step)
    after = graph_of(Step("start"), Step("new"), Step("middle"), Step("end"))
    _, effects, plan = resumed(after, facts_of(run))
    assert launched(effects) == [("new", 0, 0, 1)]
    assert plan.dropped == {(StepName("old"), GONE): 1, (StepName("middle"), UNREACHED): 1}


def test_items_whose_case_is_gone_choose_again_and_the_others_are_reused() -> None:
    before = graph_of(
        Foreach("fan", (Switch("choose", ((Step("left"),), (Step("right"),), ())), Step("meet")), "join"),
        Step("end"),
    )
    after = graph_of(
        Foreach("fan", (Switch("choose", ((Step("left"),), ())), Step("meet")), "join"), Step("end")
    )
    run = Driven(before)
    run.split("fan", 6)
    run.done("choose", 0, 3, fan=1, to="left")
    run.done("choose", 3, 6, fan=1, to="right")
    run.done("left", 0, 3, fan=1)
    run.done("right", 3, 6, fan=1)
    run.done("meet", 1, 5, fan=1)
    again, effects, plan = resumed(after, facts_of(run))
    assert launched(effects) == [("choose", 1, 3, 6), ("meet", 1, 0, 1)]
    assert plan.dropped[StepName("choose"), RETARGETED] == 3
    assert plan.dropped[StepName("meet"), UNREACHED] == 2
    assert ItemsDone(Span(FanId(1), StepName("meet"), 1, 3)) in [fact for _, fact in plan.kept]
    assert again.steps[StepName("meet")].reused == 2


def test_a_step_that_became_a_split_runs_again() -> None:
    before = graph_of(Step("start"), Step("work"), Step("end"))
    after = graph_of(Foreach("start", (Step("work"),), "join"), Step("end"))
    run = Driven(before)
    run.done("start")
    run.done("work")
    _, effects, plan = resumed(after, facts_of(run))
    assert launched(effects) == [("start", 0, 0, 1)]
    assert plan.dropped == {(StepName("start"), RETYPED): 1, (StepName("work"), UNREACHED): 1}


def test_a_join_is_reused_only_where_all_its_branches_are() -> None:
    before = graph_of(Branches("split", ((Step("a"),), (Step("b"),)), "join"), Step("end"))
    after = graph_of(Branches("split", ((Step("a"),), (Step("b"),), (Step("c"),)), "join"), Step("end"))
    run = Driven(before)
    for step in ("split", "a", "b", "join"):
        run.done(step)
    _, effects, plan = resumed(after, facts_of(run))
    assert launched(effects) == [("c", 0, 0, 1)]
    assert plan.dropped == {(StepName("join"), UNREACHED): 1}


def test_a_loop_goes_on_at_the_turn_that_was_not_done() -> None:
    loop = graph_of(Switch("again", ((),), loops=True), Step("end"))
    run = Driven(loop)
    run.done("again", to="again")
    run.done("again", turn=1, to="again")
    _, effects, plan = resumed(loop, facts_of(run))
    assert [launch.span for launch in launches(effects)] == [Span(FanId(0), StepName("again"), 0, 1, 2)]
    assert plan.reused[StepName("again")] == 2


def split(step: str, width: int) -> SplitDone:
    return SplitDone(Task(FanId(0), StepName(step), 0), width)
