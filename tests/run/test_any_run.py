"""Any run of any flow: whatever happens in whatever order, the run never contradicts itself, launches each
task that it should and none twice, comes to its end, and can be told again from its ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fanfold.graph.graph import NodeType
from fanfold.model.names import FanId
from fanfold.model.place import Task
from fanfold.model.status import Cause, Failure, RunStatus
from fanfold.run.events import Event, FanStopped, ItemsDone, Quiesced, SplitDone, StopRequested, TaskFailed
from fanfold.run.machine import Run
from fanfold.run.resume import fold, losses
from fanfold.testing.flows import random_graph
from tests.run.driven import Driven

numbers = st.integers(0, 1_000)
causes = st.sampled_from([Cause.ERROR, Cause.ERROR, Cause.DIED, Cause.TIMEOUT])


class AnyRun(RuleBasedStateMachine):
    """The engine, played by chance."""

    driven: Driven

    @initialize(random=st.randoms(use_true_random=False), keep_going=st.booleans())
    def start(self, random: Random, keep_going: bool) -> None:
        self.driven = Driven(random_graph(random), keep_going=keep_going)

    @precondition(lambda self: self.driven.running)
    @rule(which=numbers, chunk=st.integers(1, 4), choice=numbers)
    def finish(self, which: int, chunk: int, choice: int) -> None:
        succeed(self.driven, pick(self.driven.running, which), chunk, choice)

    @precondition(lambda self: self.driven.running)
    @rule(which=numbers, chunk=st.integers(1, 4), choice=numbers)
    def reuse(self, which: int, chunk: int, choice: int) -> None:
        driven, task = self.driven, pick(self.driven.running, which)
        node = driven.run.graph[task.step]
        if node.is_fan or not driven.running[task].is_new:
            return
        stop = task.index + 1
        while stop < task.index + chunk and is_new(driven, task._replace(index=stop)):
            stop += 1
        to = node.out_steps[choice % len(node.out_steps)] if node.type is NodeType.SWITCH else None
        driven.reuse(task.step, task.index, stop, fan=task.fan, turn=task.turn, to=to)

    @precondition(lambda self: self.driven.running)
    @rule(which=numbers, cause=causes, charged=st.sampled_from([True, True, True, False]))
    def fail(self, which: int, cause: Cause, charged: bool) -> None:
        task = pick(self.driven.running, which)
        failure = Failure(cause, "Failed", "it failed", "flow.py:3")
        self.driven.fail(
            task.step, task.index, fan=task.fan, turn=task.turn, failure=failure, charged=charged
        )

    @precondition(lambda self: self.driven.came())
    @rule(which=numbers)
    def stop_fan(self, which: int) -> None:
        came = self.driven.came()
        task = came[which % len(came)]
        self.driven.stop(task.step, task.index, fan=task.fan)

    @precondition(lambda self: self.driven.not_begun())
    @rule(which=numbers)
    def cancel(self, which: int) -> None:
        tasks = self.driven.not_begun()
        task = tasks[which % len(tasks)]
        self.driven.cancel(task.step, task.index, task.index + 1, fan=task.fan, turn=task.turn)

    @precondition(lambda self: self.driven.timers)
    @rule(which=numbers)
    def fire(self, which: int) -> None:
        self.driven.fire(pick(self.driven.timers, which))

    @rule(often=st.integers(0, 9))
    def stop(self, often: int) -> None:
        if often == 9 and not self.driven.finishes:
            self.driven.tell(StopRequested("SIGINT"))

    @precondition(lambda self: self.driven.halts and not self.driven.finishes)
    @rule()
    def rest(self) -> None:
        self.driven.running.clear()
        self.driven.tell(Quiesced())

    @invariant()
    def what_is_open_is_with_a_worker_or_waits(self) -> None:
        run = self.driven.run
        if run.halted is None and run.finished is None:
            with_someone = {**self.driven.running, **self.driven.timers}
            assert len(with_someone) == run.open_count == len(self.driven.running) + len(self.driven.timers)

    @invariant()
    def what_was_reused_is_counted(self) -> None:
        reused = [event for event in self.driven.ledger if isinstance(event, ItemsDone) and event.reused]
        assert sum(event.span.width for event in reused) == sum(
            counts.reused for counts in self.driven.run.steps.values()
        )

    @invariant()
    def a_run_ends_once(self) -> None:
        assert len(self.driven.finishes) <= 1
        assert len(self.driven.halts) <= 1

    @invariant()
    def a_join_runs_when_nothing_of_its_fan_is_missing(self) -> None:
        """By what was told alone: each item came, or was forgone, and none did both."""
        run = self.driven.run
        came: dict[FanId, set[int]] = {}
        for event in self.driven.ledger:
            if isinstance(event, ItemsDone):
                for target in (event.target,) if event.target else run.graph[event.span.step].out_steps:
                    if run.routes[target].closes_fan:
                        came.setdefault(event.span.fan, set()).update(
                            range(event.span.first, event.span.stop)
                        )
        stopped = set(self.driven.stopped)
        lost: dict[FanId, set[int]] = {}
        for task in self.driven.forgone:
            lost.setdefault(task.fan, set()).add(task.index)
        for event in self.driven.ledger:
            if isinstance(event, SplitDone):
                fan = event.fan
                assert fan is not None
                if event.task.fan in stopped:
                    stopped.add(fan)
                assert not came.get(fan, set()) & lost.get(fan, set())
                if fan not in run.fans and fan not in stopped:
                    assert came.get(fan, set()) | lost.get(fan, set()) == set(range(event.width))

    def teardown(self) -> None:
        if hasattr(self, "driven"):
            self.driven.run = told_again(self.driven)
            resume_to_the_end(self.driven)
            to_the_end(self.driven)


def is_new(driven: Driven, task: Task) -> bool:
    """Whether the task was launched and nothing of it has begun."""
    return task in driven.running and driven.running[task].is_new


def told_again(driven: Driven) -> Run:
    """The ledger tells the same run."""
    again = Run(driven.run.graph, keep_going=driven.run.keep_going)
    for event in driven.ledger:
        again.handle(event)
    assert again == driven.run
    return again


def resume_to_the_end(driven: Driven) -> None:
    """The facts of a run, wherever it stands, all count in its resume, which then needs no failure to
    succeed.
    """
    facts = [
        event for event in driven.ledger if isinstance(event, ItemsDone | SplitDone | TaskFailed | FanStopped)
    ]
    resumed = Driven(driven.run.graph, started=False)
    resumed.run, effects, plan = fold(driven.run.graph, facts)
    kept = [number for number, fact in plan.kept if not isinstance(fact, FanStopped)]
    assert set(kept) == {
        n for n, fact in enumerate(facts) if isinstance(fact, ItemsDone | SplitDone)
    } | losses(driven.run.graph, facts, ())
    lost = {task for _, fact in plan.kept if isinstance(fact, TaskFailed) for task in [fact.task]}
    assert lost <= set(driven.forgone)
    assert not plan.dropped
    assert plan.reused_count == sum(counts.done for counts in driven.run.steps.values())
    for effect in effects:
        resumed.perform(effect)
    done = {task for event in facts for task in tasks_of(event)}
    open_stops = {fact.task.fan for _, fact in plan.kept if isinstance(fact, FanStopped)}
    assert not [task for task in resumed.running if task.fan in open_stops], "a stop does not hold"
    assert not lost & done, "what was tolerated is done as well"
    assert not (done | lost) & resumed.running.keys()
    to_the_end(resumed)
    assert resumed.run.finished is RunStatus.SUCCEEDED
    assert not done & {task for event in resumed.ledger for task in tasks_of(event)}


def to_the_end(driven: Driven) -> None:
    """Let everything that runs succeed."""
    while driven.running or driven.timers:
        if driven.timers and not driven.halts:
            driven.fire(pick(driven.timers, 0))
        elif driven.running:
            succeed(driven, pick(driven.running, 0), 3, len(driven.ledger))
        else:
            break
    if driven.halts and not driven.finishes:
        driven.tell(Quiesced())
    expected = driven.run.ending or (RunStatus.FAILED if driven.run.failed else RunStatus.SUCCEEDED)
    assert driven.run.finished in (expected, RunStatus.SUCCEEDED if not driven.run.open_count else expected)


def succeed(driven: Driven, task: Task, chunk: int, choice: int) -> None:
    """The task is done, and if its step allows it up to `chunk` that run beside it; `choice` says what it
    chose.
    """
    node = driven.run.graph[task.step]
    if node.is_fan:
        driven.split(task.step, choice % 5, fan=task.fan, index=task.index, numbered=True)
        return
    stop = task.index + 1
    while stop < task.index + chunk and task._replace(index=stop) in driven.running:
        stop += 1
    targets = node.out_steps
    to = targets[choice % len(targets)] if node.type is NodeType.SWITCH else None
    driven.done(task.step, task.index, stop, fan=task.fan, turn=task.turn, to=to)


def tasks_of(event: Event) -> list[Task]:
    """The tasks that an event says are done."""
    match event:
        case ItemsDone():
            return [event.span.task(index) for index in range(event.span.first, event.span.stop)]
        case SplitDone():
            return [event.task]
        case _:
            return []


def pick(tasks: Mapping[Task, object], which: int) -> Task:
    """One of the tasks."""
    return list(tasks)[which % len(tasks)]


TestAnyRun = AnyRun.TestCase
TestAnyRun.settings = settings(max_examples=60, stateful_step_count=40)
