"""The run as a machine with one door: an event goes in, effects come out.

    RunStarted ──► Launch(start) ··· ItemsDone(start) ──► Launch(next) ··· ItemsDone(end) ──► Finish

The machine is pure: the same events give the same effects and the same state, which is what lets a resume be
a fold of the ledger. The engine writes events to the ledger first, and performs effects after that.
"""

from __future__ import annotations

from typing import assert_never

from fanfold.graph.graph import NodeType
from fanfold.model.names import StepName
from fanfold.model.place import Span
from fanfold.model.status import RunStatus
from fanfold.run.effects import Effect
from fanfold.run.events import (
    Event,
    FanStopped,
    ItemsCancelled,
    ItemsDone,
    Quiesced,
    RunStarted,
    SplitDone,
    StopRequested,
    TaskFailed,
    TimerFired,
)
from fanfold.run.fans import arrive, open_fan, open_root, settle
from fanfold.run.halting import finish, halt, quiesced
from fanfold.run.joins import arrive_branch
from fanfold.run.launches import alight_all, cancel, close_tasks, open_tasks
from fanfold.run.retries import fail, fire_timer
from fanfold.run.routes import Route
from fanfold.run.state import RunState
from fanfold.run.stops import stop_fan
from fanfold.run.story import bug


class Run(RunState):
    """A run: hand it every event once, in the order of the ledger, and perform the effects that it answers
    with.
    """

    __slots__ = ()

    def handle(self, event: Event) -> list[Effect]:
        """Take in what happened, and say what is to be done now.

        Raises:
            EngineBug: the event cannot have happened, by what the run knows. Nothing must be done after that.
        """
        effects: list[Effect] = []
        self.recent.append(event)
        match event:
            case ItemsDone():
                _done(self, event, effects)
            case SplitDone():
                _split(self, event, effects)
            case FanStopped():
                stop_fan(self, event.task.fan, effects)
            case ItemsCancelled():
                cancel(self, event.span)
            case TaskFailed():
                fail(self, event, effects)
            case TimerFired():
                fire_timer(self, event.task, effects)
            case RunStarted():
                open_root(self, effects)
            case StopRequested():
                halt(self, event.reason, RunStatus.INTERRUPTED, effects)
            case Quiesced():
                quiesced(self, effects)
            case _:
                assert_never(event)
        settle(self, effects)
        if not self.open_count and self.finished is None and self.halted is None:
            _nothing_left(self, effects)
        return effects


def _done(run: Run, event: ItemsDone, effects: list[Effect]) -> None:
    span = event.span
    _close(run, span, event.caught)
    if event.reused:
        run.steps[span.step].reused += span.width
        alight_all(run, span)  # no worker has them in hand that would take them on
    route = run.routes[span.step]
    match route.type:
        case NodeType.LINEAR | NodeType.SPLIT:
            for target in route.targets:
                _go_on(run, target, span, 0, effects)
        case NodeType.SWITCH:
            target = _case(run, route, event)
            if target != span.step:
                alight_all(run, event.span)
            _go_on(run, target, span, span.turn + 1 if target == span.step else 0, effects)
        case NodeType.END:
            finish(run, RunStatus.SUCCEEDED, effects)
        case NodeType.FOREACH | NodeType.PARALLEL | NodeType.UNKNOWN:
            raise bug(
                run, span.task(span.first), f"is of a step of type {route.type.value}, which is not done so"
            )


def _split(run: Run, event: SplitDone, effects: list[Effect]) -> None:
    task = event.task
    _close(run, Span(task.fan, task.step, task.index, task.index + 1, task.turn), 0)
    open_fan(run, task, event.width, run.next_fan if event.fan is None else event.fan, effects)


def _close(run: Run, span: Span, caught: int) -> None:
    """Tasks are done. The only other ways out of `open` are failing for good and being cancelled."""
    close_tasks(run, span)
    counts = run.steps[span.step]
    counts.done += span.width
    counts.caught += caught
    fan = run.fans[span.fan]
    if fan.stopped or fan.losses is not None:
        run.unsettled.append(span.fan)


def _go_on(run: Run, target: StepName, span: Span, turn: int, effects: list[Effect]) -> None:
    """Tasks go on to a step: to a join they arrive, any other opens for them."""
    route = run.routes[target]
    if route.closes_fan:
        arrive(run, target, span, effects)
    elif route.branches:
        arrive_branch(run, target, span, effects)
    else:
        open_tasks(run, Span(span.fan, target, span.first, span.stop, turn), effects)


def _case(run: Run, route: Route, event: ItemsDone) -> StepName:
    if event.target is None or event.target not in route.targets:
        wrong = f"took the case {event.target}, which its step does not have"
        raise bug(run, event.span.task(event.span.first), wrong)
    return event.target


def _nothing_left(run: Run, effects: list[Effect]) -> None:
    """Nothing is open and the end was not reached: only tasks that failed for good can be the reason."""
    assert run.failed, "the run is stuck: nothing is open, nothing failed, and the end was not reached"
    finish(run, RunStatus.FAILED, effects)
