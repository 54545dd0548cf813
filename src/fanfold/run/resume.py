"""Resume: the facts of an earlier run, folded through the machine that made them.

Facts are what is done: rows of tasks, and splits. Failures and timers are not facts, so whatever was not done
is open after the fold and is launched; but an item that a join was done without, since its failure was
tolerated, stays lost. The graph is today's. A fact counts as far as the machine, having
taken the facts before it, has its tasks open; everything else was reached in another way than today's flow
would, and is dropped:

    a step that is gone, or that the user wants to run again, with everything downstream of it
    a split that is none any more, a switch that took a case that is gone
    whatever came after these

Since a fan keeps its number, the records of an origin serve a resumed run as they lie.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from fanfold.graph.graph import Graph, NodeType
from fanfold.graph.order import downstream
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span, span_of
from fanfold.model.status import RunStatus
from fanfold.run.effects import Effect, Finish
from fanfold.run.events import Event, FanStopped, ItemsDone, RunStarted, SplitDone, TaskFailed
from fanfold.run.fans import settle
from fanfold.run.intervals import IntervalSet
from fanfold.run.launches import launch
from fanfold.run.losses import lose
from fanfold.run.machine import Run
from fanfold.run.progress import total
from fanfold.run.state import FIRST_TRIAL
from fanfold.run.stops import cancel_rest, mark

Fact = ItemsDone | SplitDone | TaskFailed | FanStopped

_Key = TypeVar("_Key")

RERUN = "it runs again, as asked, or comes after a step that does"
GONE = "the flow has no such step any more"
RETYPED = "what the step does next is not what it was"
RETARGETED = "the case that it took is gone"
UNREACHED = "today's flow does not come to it in this way"


@dataclass(slots=True)
class ResumePlan:
    """What a resume takes over and what it runs.

    Attributes:
        reused: done tasks that are taken over, by step.
        to_run: tasks that are known to be run, by step; those behind a split that is not done are not known.
        dropped: done tasks that are not taken over, by step and reason.
        kept: the facts that were taken, each with its number among those handed in; a fact of which only a
            part was taken is cut to it.
    """

    reused: dict[StepName, int] = field(default_factory=dict)
    to_run: dict[StepName, int] = field(default_factory=dict)
    dropped: dict[tuple[StepName, str], int] = field(default_factory=dict)
    kept: list[tuple[int, Fact]] = field(default_factory=list)

    @property
    def reused_count(self) -> int:
        """How many tasks are taken over."""
        return sum(self.reused.values())

    @property
    def to_run_count(self) -> int:
        """How many tasks are known to be run."""
        return sum(self.to_run.values())


def fold(
    graph: Graph,
    facts: Iterable[Fact],
    *,
    rerun: Collection[StepName] = (),
    keep_going: bool = False,
    max_num_splits: int | None = None,
) -> tuple[Run, list[Effect], ResumePlan]:
    """The run as the facts of its origin (in the order of the ledger) leave it, and what it does now.

    Every step of `rerun`, and all that comes after it, runs again.
    """
    run = Run(graph, keep_going=keep_going)
    plan = ResumePlan()
    again = downstream(graph, rerun)
    run.handle(RunStarted())
    facts = list(facts)
    lost = losses(graph, facts, again)
    stopped: dict[FanId, int] = {}
    for number, fact in enumerate(facts):
        match fact:
            case TaskFailed():
                if number in lost:
                    _take_loss(run, plan, number, fact)
            case FanStopped():
                if fact.task.fan in run.fans and not _objection(graph, fact, again):
                    stopped.setdefault(fact.task.fan, number)
                    plan.kept.append((number, fact))
            case ItemsDone():
                _close_stopped(run, fact, stopped)
                _take_items(run, plan, number, fact, again)
            case SplitDone():
                _take_split(run, plan, number, fact, again)
    run.max_num_splits = max_num_splits
    for fan in stopped:
        mark(run, fan)
    return run, _begin(run, plan), plan


def _take_items(
    run: Run, plan: ResumePlan, number: int, fact: ItemsDone, again: Collection[StepName]
) -> None:
    wrong = _objection(run.graph, fact, again)
    if wrong:
        _drop(plan, fact.span, wrong)
        return
    fan, step, first, stop, turn = fact.span
    parts = run.open.get((fan, step, turn), IntervalSet()).within(first, stop)
    for low, high in parts:
        span = Span(fan, step, low, high, turn)
        part = fact if span == fact.span else fact._replace(span=span, caught=min(fact.caught, high - low))
        run.handle(part)
        plan.kept.append((number, part))
    _count(plan.dropped, (step, UNREACHED), stop - first - sum(high - low for low, high in parts))


def _take_split(
    run: Run, plan: ResumePlan, number: int, fact: SplitDone, again: Collection[StepName]
) -> None:
    """A dropped split keeps its number, so that no later fan gets it: records may still lie under it."""
    fan = run.next_fan if fact.fan is None else fact.fan
    task = fact.task
    wrong = _objection(run.graph, fact, again)
    if not wrong and task.index in run.open.get((task.fan, task.step, task.turn), ()):
        numbered = fact._replace(fan=fan)
        run.handle(numbered)
        plan.kept.append((number, numbered))
    else:
        run.next_fan = FanId(max(run.next_fan, fan + 1))
        _drop(plan, span_of(task), wrong or UNREACHED)


def _close_stopped(run: Run, fact: ItemsDone, stopped: Collection[FanId]) -> None:
    """A join that is done tells that nothing of its fan, which had stopped, was to come any more."""
    span = fact.span
    if not stopped or not run.routes.get(span.step) or not run.routes[span.step].closes_fan:
        return
    for fan in [run.fans[fan] for fan in stopped if fan in run.fans]:
        parent = fan.parent
        assert parent is not None
        if (parent.fan, fan.join) == span[:2] and span.first <= parent.index < span.stop:
            mark(run, fan.id)
            cancel_rest(run, fan.id)
            settle(run, [])


def _take_loss(run: Run, plan: ResumePlan, number: int, fact: TaskFailed) -> None:
    """Whatever `@tolerate` says today: a join was done without this item."""
    task = fact.task
    if task.index in run.open.get((task.fan, task.step, task.turn), ()):
        lose(run, task, fact.failure)
        settle(run, [])
        plan.kept.append((number, fact))
    else:
        _drop(plan, span_of(task), UNREACHED)


def losses(graph: Graph, facts: Sequence[Event], again: Collection[StepName]) -> frozenset[int]:
    """Which of the facts (by number) are failures that a join was done without: the last of their tasks,
    which were not done after it, in fans whose join is done and not to run again.
    """
    last: dict[tuple[FanId, StepName, int], dict[int, int]] = {}
    stopped = frozenset(fact.task.fan for fact in facts if isinstance(fact, FanStopped))
    for number, fact in enumerate(facts):
        if isinstance(fact, TaskFailed) and _is_final(graph, fact, stopped, again):
            last.setdefault((fact.task.fan, fact.task.step, fact.task.turn), {})[fact.task.index] = number
    if not last:
        return frozenset()
    folded = _folded(graph, facts, again)
    for fact in facts:
        if isinstance(fact, ItemsDone | SplitDone):
            fan, step, first, stop, turn = fact.span if isinstance(fact, ItemsDone) else span_of(fact.task)
            numbers = last.get((fan, step, turn), {})
            for index in [index for index in numbers if first <= index < stop]:
                del numbers[index]
    return frozenset(
        number for (fan, _, _), numbers in last.items() if fan in folded for number in numbers.values()
    )


def _is_final(
    graph: Graph, fact: TaskFailed, stopped: Collection[FanId], again: Collection[StepName]
) -> bool:
    """Whether a failure may have been the last of its task. In a fan that stopped the next attempt may have
    been cancelled, which no fact says.
    """
    if not fact.charged or _objection(graph, fact, again):
        return False
    policy = graph[fact.task.step].policy
    spent = fact.attempt >= policy.retries and policy.tolerance is not None
    return spent or fact.task.fan not in stopped


def _folded(graph: Graph, facts: Sequence[Event], again: Collection[StepName]) -> frozenset[FanId]:
    """The fans whose join is done."""
    opened: dict[tuple[FanId, StepName], dict[int, FanId]] = {}
    folded = []
    for fact in facts:
        if isinstance(fact, SplitDone) and fact.fan is not None and not _objection(graph, fact, again):
            join = graph[fact.task.step].join
            assert join is not None
            opened.setdefault((fact.task.fan, join), {})[fact.task.index] = fact.fan
        elif isinstance(fact, ItemsDone) and not _objection(graph, fact, again):
            fans = opened.get((fact.span.fan, fact.span.step), {})
            folded += [fans[index] for index in range(fact.span.first, fact.span.stop) if index in fans]
    return frozenset(folded)


def _objection(graph: Graph, fact: Fact, again: Collection[StepName]) -> str:
    """Why today's flow would not have had this fact; empty if it would, once its tasks are open."""
    step = fact.span.step if isinstance(fact, ItemsDone) else fact.task.step
    node = graph.nodes.get(step)
    if node is None:
        return GONE
    if step in again:
        return RERUN
    if isinstance(fact, TaskFailed | FanStopped):
        return ""
    if node.is_fan != isinstance(fact, SplitDone):
        return RETYPED
    if isinstance(fact, ItemsDone) and (fact.target is not None) != (node.type is NodeType.SWITCH):
        return "" if node.out_steps == (fact.target,) else RETYPED
    if isinstance(fact, ItemsDone) and fact.target is not None and fact.target not in node.out_steps:
        return RETARGETED
    return ""


def _begin(run: Run, plan: ResumePlan) -> list[Effect]:
    """Nothing is on its way yet: launch whatever is open."""
    run.riding.clear()
    for step, counts in run.steps.items():
        counts.reused = counts.done
        _count(plan.reused, step, counts.done)
    if run.finished is not None:
        return [Finish(RunStatus.SUCCEEDED)]
    effects: list[Effect] = []
    for (fan, step, turn), tasks in list(run.open.items()):
        for first, stop in tasks:
            launch(run, Span(fan, step, first, stop, turn), FIRST_TRIAL, effects)
    settle(run, effects)
    for step, counts in run.steps.items():
        _count(plan.to_run, step, total(run, step) - counts.over)
    return effects


def _drop(plan: ResumePlan, span: Span, reason: str) -> None:
    _count(plan.dropped, (span.step, reason), span.width)


def _count(counts: dict[_Key, int], key: _Key, number: int) -> None:
    if number:
        counts[key] = counts.get(key, 0) + number
