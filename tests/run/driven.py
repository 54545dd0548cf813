"""A run driven by hand: events go in, and what it launched is kept as an engine would keep it."""

from __future__ import annotations

from typing import NamedTuple

from fanfold.graph.graph import Graph, NodeType
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.model.status import Cause, Failure
from fanfold.run.effects import Effect, Finish, Forgo, Halt, Launch, Recall, SetTimer
from fanfold.run.events import (
    Event,
    FanStopped,
    ItemsCancelled,
    ItemsDone,
    RunStarted,
    SplitDone,
    TaskFailed,
    TimerFired,
)
from fanfold.run.invariants import validate
from fanfold.run.machine import Run

ERROR = Failure(Cause.ERROR, "builtins.ValueError", "no", "flow.py:7")
DIED = Failure(Cause.DIED, "SIGKILL", "the process was killed")
ENGINE = Failure(Cause.ENGINE, "OSError", "the disk is full")


class Running(NamedTuple):
    """A task that is with a worker, and the links it goes on to from there."""

    attempt: int
    links: tuple[StepName, ...]
    fallback: bool
    is_first: bool = False
    is_new: bool = False
    """Nothing of it has begun: it is as it was launched for the first time."""
    loops: bool = False
    """Its worker goes on with its next turn by itself."""


class Driven:
    """The run, all that it was told, and all tasks that a worker has by its wish."""

    def __init__(self, graph: Graph, *, keep_going: bool = False, started: bool = True) -> None:
        self.run = Run(graph, keep_going=keep_going)
        self.ledger: list[Event] = []
        self.running: dict[Task, Running] = {}
        self.timers: dict[Task, float] = {}
        self.forgone: list[Task] = []
        self.stopped: set[FanId] = set()
        self.halts: list[str] = []
        self.finishes: list[Finish] = []
        if started:
            self.tell(RunStarted())

    def tell(self, event: Event) -> list[Effect]:
        """Hand the run an event, and keep what it wants."""
        effects = self.run.handle(event)
        self.ledger.append(event)
        validate(self.run)
        for effect in effects:
            self.perform(effect)
        return effects

    def done(
        self,
        step: str,
        first: int = 0,
        stop: int | None = None,
        *,
        fan: int = 0,
        turn: int = 0,
        to: str | None = None,
    ) -> list[Effect]:
        """Tasks of a step are done: one, or those up to `stop`; `to` is the case that a switch took."""
        span = Span(FanId(fan), StepName(step), first, first + 1 if stop is None else stop, turn)
        target = StepName(to) if to else None
        for index in range(span.first, span.stop):
            self._leave(span.task(index), target)
        return self.tell(ItemsDone(span, target))

    def reuse(
        self, step: str, first: int, stop: int, *, fan: int = 0, turn: int = 0, to: str | None = None
    ) -> list[Effect]:
        """Tasks that were launched are not run: what they would give is known from an earlier run."""
        span = Span(FanId(fan), StepName(step), first, stop, turn)
        for index in range(first, stop):
            assert self.running.pop(span.task(index)).is_new
        return self.tell(ItemsDone(span, StepName(to) if to else None, reused=True))

    def split(
        self, step: str, width: int, *, fan: int = 0, index: int = 0, numbered: bool = False
    ) -> list[Effect]:
        """A foreach split is done; `numbered`: its fan is named, as a ledger names it."""
        task = Task(FanId(fan), StepName(step), index)
        del self.running[task]
        return self.tell(SplitDone(task, width, self.run.next_fan if numbered else None))

    def fail(
        self,
        step: str,
        index: int = 0,
        *,
        fan: int = 0,
        failure: Failure = ERROR,
        charged: bool = True,
        turn: int = 0,
    ) -> list[Effect]:
        """The attempt of a running task failed."""
        task = Task(FanId(fan), StepName(step), index, turn)
        attempt = self.running.pop(task).attempt
        return self.tell(TaskFailed(task, attempt, failure, charged))

    def stop(self, step: str, index: int = 0, *, fan: int = 1) -> list[Effect]:
        """What a done task came to is what its fan was to stop at."""
        return self.tell(FanStopped(Task(FanId(fan), StepName(step), index)))

    def cancel(self, step: str, first: int, stop: int, *, fan: int = 1, turn: int = 0) -> list[Effect]:
        """Launched tasks of a fan that stopped were not begun."""
        span = Span(FanId(fan), StepName(step), first, stop, turn)
        for index in range(first, stop):
            del self.running[span.task(index)]
        return self.tell(ItemsCancelled(span))

    def fire(self, task: Task) -> list[Effect]:
        """A timer fired."""
        del self.timers[task]
        return self.tell(TimerFired(task))

    def came(self) -> list[Task]:
        """The done tasks that came to the join of an open fan that may stop."""
        spans = [event.span for event in self.ledger if isinstance(event, ItemsDone)]
        return [
            span.task(index)
            for span in spans
            if span.fan in self.run.fans and self._may_stop(span.step)
            for index in range(span.first, span.stop)
        ]

    def _may_stop(self, step: StepName) -> bool:
        node = self.run.graph[step]
        target = self.run.graph[node.out_steps[0]] if node.type is NodeType.LINEAR else None
        return (
            target is not None
            and target.split is not None
            and self.run.graph[target.split].stop_when is not None
        )

    def not_begun(self) -> list[Task]:
        """The launched tasks of fans that stopped, of which any may not have begun. Not later links: their
        worker is in the middle of the item.
        """
        if self.halts:
            return []
        return [
            task for task, running in self.running.items() if task.fan in self.stopped and running.is_first
        ]

    def _leave(self, task: Task, target: StepName | None) -> None:
        running = self.running.pop(task)
        if running.links:
            then = replace_step(task, running.links[0])
            assert then not in self.running
            self.running[then] = Running(0, running.links[1:], False)
        elif running.loops and target == task.step:
            then = task._replace(turn=task.turn + 1)
            assert then not in self.running
            self.running[then] = Running(0, (), False, loops=True)

    def perform(self, effect: Effect) -> None:
        """Do as the run wants, and check that it may want it."""
        match effect:
            case Launch():
                assert not self.halts, f"{effect} after a halt"
                assert effect.span.fan not in self.stopped, f"{effect} after its fan stopped"
                for index in range(effect.span.first, effect.span.stop):
                    task = effect.span.task(index)
                    assert task not in self.running, f"{task} was launched while it ran"
                    self.running[task] = Running(
                        effect.attempt,
                        effect.chain[1:],
                        effect.fallback,
                        is_first=True,
                        is_new=not effect.attempt and not effect.gang,
                        loops=effect.loops,
                    )
            case SetTimer():
                assert not self.halts, f"{effect} after a halt"
                self.timers[effect.task] = effect.delay_seconds
            case Forgo():
                assert effect.task not in self.running
                self.forgone.append(effect.task)
            case Recall():
                self.stopped.update(effect.fans)
                self.timers = {
                    task: seconds for task, seconds in self.timers.items() if task.fan not in effect.fans
                }
            case Halt():
                self.halts.append(effect.reason)
            case Finish():
                self.finishes.append(effect)


def replace_step(task: Task, step: StepName) -> Task:
    """The task of another step at the same place, in its first turn."""
    return task._replace(step=step, turn=0)


def launches(effects: list[Effect]) -> list[Launch]:
    """The launches among effects."""
    return [effect for effect in effects if isinstance(effect, Launch)]


def launched(effects: list[Effect]) -> list[tuple[str, int, int, int]]:
    """What was launched, short: step, fan, first, stop."""
    return [(e.span.step, e.span.fan, e.span.first, e.span.stop) for e in launches(effects)]


def failed_alike(failure: Failure, message: str) -> Failure:
    """A failure of the same group with other words."""
    return failure._replace(message=message)
