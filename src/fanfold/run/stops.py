"""Stops: a fan that came to what it was looking for.

Nothing more of it is launched, nor of the fans inside it. What is running gets to end, and counts if it does;
what was launched and is not begun the engine takes back and tells of, and it is cancelled; what would be
launched (a retry, the next step of an item) is cancelled at once. An item of which anything was cancelled
does not come to the join, which runs with those that did.
"""

from __future__ import annotations

from fanfold.model.names import FanId
from fanfold.model.place import Span
from fanfold.run.effects import Effect, Recall
from fanfold.run.launches import cancel
from fanfold.run.state import RunState


def stop_fan(run: RunState, fan_id: FanId, effects: list[Effect]) -> None:
    """Stop a fan, unless it is folded or stopped already."""
    stopped = mark(run, fan_id)
    if not stopped or run.halted is not None:
        return
    effects.append(Recall(tuple(stopped)))
    for (fan, step, turn), trials in list(run.trials.items()):
        if fan in stopped:
            for index in [index for index, trial in trials.items() if trial.waiting]:
                cancel(run, Span(fan, step, index, index + 1, turn))


def mark(run: RunState, fan_id: FanId) -> dict[FanId, None]:
    """Note that a fan and those inside it are stopped; gives those that were not."""
    fan = run.fans.get(fan_id)
    if fan is None or fan.stopped:
        return {}
    stopped = {fan_id: None}
    fan.stopped = True
    for inner in run.fans.values():  # in the order in which they were opened: the outer ones first
        if inner.parent is not None and inner.parent.fan in stopped:
            inner.stopped = True
            stopped[inner.id] = None
    run.unsettled.append(fan_id)
    return stopped


def cancel_rest(run: RunState, fan_id: FanId) -> None:
    """Cancel all that is open of a fan and of those inside it: nothing of it is running."""
    inside = {fan_id: None}
    for inner in run.fans.values():
        if inner.parent is not None and inner.parent.fan in inside:
            inside[inner.id] = None
    for (fan, step, turn), tasks in list(run.open.items()):
        if fan in inside:
            for first, stop in tasks:
                cancel(run, Span(fan, step, first, stop, turn))
