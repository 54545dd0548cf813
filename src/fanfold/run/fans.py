"""Fans: a split at run time is one record, however wide.

Its items are numbered, so they need no records of their own; what is not done of them is in `open`, and how
many have not come to the join is `missing`. When the last has come, the join opens at the place of the task
that split, and the record goes.

        split (fan 0, index 0)                      join (fan 0, index 0)
                └──► fan 1: item 0 ─► step ─► step ──┘
                            item 1 ─► step ─► step ──┘  missing: 2, 1, 0
"""

from __future__ import annotations

from fanfold.graph.graph import NodeType
from fanfold.model.names import ROOT_FAN, FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.run.effects import Effect
from fanfold.run.launches import open_tasks
from fanfold.run.routes import levels_of
from fanfold.run.state import Fan, RunState
from fanfold.run.story import bug


def open_root(run: RunState, effects: list[Effect]) -> None:
    """Open the fan of one item that every run starts with."""
    start = run.graph.start
    assert start is not None, "a graph without a start does not pass the lint"
    run.fans[ROOT_FAN] = Fan(ROOT_FAN, 1, None, start, None, gang=False)
    run.next_fan = FanId(ROOT_FAN + 1)
    _expect(run, levels_of(run.graph)[None], 1)
    open_tasks(run, Span(ROOT_FAN, start, 0, 1), effects)


def open_fan(run: RunState, parent: Task, width: int, fan_id: FanId, effects: list[Effect]) -> None:
    """Open the items of a split's task; of a split of no width, open the join."""
    route = run.routes[parent.step]
    assert route.is_fan, f"{parent.step} opens no fan"
    assert run.max_num_splits is None or width <= run.max_num_splits, f"{parent} is too wide"
    assert fan_id >= run.next_fan, f"fan {fan_id} was opened before"
    run.next_fan = FanId(fan_id + 1)
    gang = route.type is NodeType.PARALLEL
    fan = run.fans[fan_id] = Fan(fan_id, width, parent, route.targets[0], route.join, gang=gang)
    run.fans[parent.fan].pending += 1
    fan.stopped = run.fans[parent.fan].stopped
    _expect(run, route.level, width)
    if width:
        open_tasks(run, Span(fan_id, fan.step, 0, width), effects)
    else:
        _fold(run, fan, effects)


def arrive(run: RunState, join: StepName, span: Span, effects: list[Effect]) -> None:
    """Count the items of `span` in at the join of their fan; if they were the last, the fan is folded."""
    fan = run.fans[span.fan]
    if fan.join != join or fan.missing < span.stop - span.first:
        raise bug(run, span.task(span.first), f"came to {join} where {fan.missing} are missing at {fan.join}")
    fan.missing -= span.stop - span.first
    if not fan.missing and not fan.pending:
        _fold(run, fan, effects)


def settle(run: RunState, effects: list[Effect]) -> None:
    """Fold the fans that lost items and have nothing more under way. Other branches of a lost item may go on
    for a while after all the others have come; and while an event is looked at, a task may be closed before
    what comes after it is opened.
    """
    while run.unsettled:
        fan = run.fans.get(run.unsettled.pop())
        if fan is not None and not fan.missing and not fan.pending:
            _fold(run, fan, effects)


def _fold(run: RunState, fan: Fan, effects: list[Effect]) -> None:
    assert fan.parent is not None, "the root fan ends with the end step"
    assert fan.join is not None, "every split has a join"
    del run.fans[fan.id]
    parent = fan.parent
    run.fans[parent.fan].pending -= 1
    if fan.losses is not None or fan.stopped:
        _forget_arrived(run, fan, run.routes[parent.step].level)
    open_tasks(run, Span(parent.fan, fan.join, parent.index, parent.index + 1), effects)


def _expect(run: RunState, level: tuple[StepName, ...], width: int) -> None:
    for step in level:
        run.steps[step].bound += width


def _forget_arrived(run: RunState, fan: Fan, level: tuple[StepName, ...]) -> None:
    """Branches of lost items came to joins that never open for them."""
    for step in level:
        run.arrived.pop((fan.id, step, 0), None)
