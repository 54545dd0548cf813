"""Launches: how tasks that may run come to run.

A launch names a chain: the items go through all its steps in one worker, without coming back. So when the
tasks of a later link open, they are on their way already and must not be launched again. `riding` says which
these are: a launch adds its items to the row of each later link, and opening takes them away.

A switch that takes itself is like a chain whose length nobody knows: each turn that opens for an item that
rides has it ride to the next one, and an item that takes another case alights.
"""

from __future__ import annotations

from fanfold.model.limits import ISOLATED_TASKS_MAX
from fanfold.model.place import Span, Task, span_of
from fanfold.model.policy import Isolation
from fanfold.run.effects import Effect, Launch
from fanfold.run.intervals import IntervalSet, gaps
from fanfold.run.routes import Route
from fanfold.run.state import FIRST_TRIAL, Row, RunState, Trial
from fanfold.run.story import bug


def open_tasks(run: RunState, span: Span, effects: list[Effect]) -> None:
    """The tasks of `span` may run: launch those that do not come riding in a chain."""
    fan, step, first, stop, turn = span
    row = (fan, step, turn)
    tasks = run.open.get(row)
    if tasks is None:
        run.open[row] = IntervalSet(first, stop)
    elif not tasks.add(first, stop):
        raise bug(run, span.task(first), "or a neighbour was opened a second time")
    count = run.steps[step]
    count.opened += stop - first
    run.open_count += stop - first
    run.fans[fan].pending += stop - first
    if turn:
        count.bound += stop - first
    if row not in run.riding:
        launch(run, span, FIRST_TRIAL, effects)
        return
    on_foot = _on_foot(run, row, first, stop)
    for low, high in on_foot:
        launch(run, Span(fan, step, low, high, turn), FIRST_TRIAL, effects)
    if turn:
        for low, high in gaps(first, stop, on_foot):  # who came riding in a loop rides on
            _ride(run, (fan, step, turn + 1), Span(fan, step, low, high, turn))


def launch(run: RunState, span: Span, trial: Trial, effects: list[Effect]) -> None:
    """Launch open tasks at this attempt, unless the run is halted."""
    if run.halted is not None:
        return
    route = run.routes[span.step]
    fan = run.fans[span.fan]
    if fan.stopped:
        cancel(run, span)
        return
    gang = fan.gang and fan.step == span.step
    isolated = gang or trial.alone or trial.fallback or is_isolated(run, route)
    chain = (span.step,) if isolated else route.chain
    for link in chain[1:]:
        _ride(run, (span.fan, link, 0), span)
    loops = route.loops and not isolated
    if loops:
        _ride(run, (span.fan, span.step, span.turn + 1), span)
    effects.append(Launch(span, chain, trial.attempt, isolated, trial.alone, trial.fallback, gang, loops))


def cancel(run: RunState, span: Span) -> None:
    """Open tasks of a fan that stopped are not run: their items do not come any more."""
    fan_id, step, first, stop, turn = span
    row = (fan_id, step, turn)
    close_tasks(run, span)
    counts = run.steps[step]
    counts.cancelled += stop - first
    alight_all(run, span)
    fan = run.fans[fan_id]
    gone = fan.gone()
    fan.missing -= _width_without(span, [items for _, items in gone])
    for later in run.routes[step].beyond:
        known = [items for other, items in gone if later in run.routes[other[1]].beyond]
        run.steps[later].unreached += _width_without(span, known)
    fan.cancelled.setdefault(row, IntervalSet()).add(first, stop)
    run.unsettled.append(fan_id)


def close_tasks(run: RunState, span: Span) -> None:
    """Open tasks are open no more.

    Raises:
        EngineBug: some of them were not.
    """
    fan, step, first, stop, turn = span
    row = (fan, step, turn)
    tasks = run.open.get(row)
    if tasks is None or not tasks.take(first, stop):
        wrong = f"and up to index {stop - 1} were done while not all were open"
        raise bug(run, Task(fan, step, first, turn), wrong)
    if not tasks.firsts:
        del run.open[row]
    if run.trials:
        forget(run, row, first, stop)
    run.open_count -= stop - first
    run.fans[fan].pending -= stop - first


def _width_without(span: Span, known: list[IntervalSet]) -> int:
    """How many indexes of the span are in none of the sets."""
    parts = [(span.first, span.stop)]
    for items in known:
        parts = [left for low, high in parts for left in gaps(low, high, items.within(low, high))]
    return sum(high - low for low, high in parts)


def is_isolated(run: RunState, route: Route) -> bool:
    """Whether each task of this step gets a process of its own, by its policy and by how many it can have."""
    isolation = route.policy.isolation
    if isolation is Isolation.AUTO:
        return run.steps[route.step].bound <= ISOLATED_TASKS_MAX
    return isolation is Isolation.ISOLATED


def alight(run: RunState, task: Task) -> None:
    """The launch that was to carry this task on ended here: its later links have to be launched anew."""
    alight_all(run, span_of(task))


def alight_all(run: RunState, span: Span) -> None:
    """The same for all tasks of a span."""
    route = run.routes[span.step]
    rows = [(span.fan, link, 0) for link in route.chain[1:]]
    if route.loops:
        rows.append((span.fan, span.step, span.turn + 1))
    for row in rows:
        riding = run.riding.get(row)
        if riding is not None:
            riding.discard(span.first, span.stop)
            if not riding.firsts:
                del run.riding[row]


def launch_again(run: RunState, task: Task, trial: Trial, effects: list[Effect]) -> None:
    """Launch one open task at another attempt, and remember which."""
    remember(run, task, trial)
    launch(run, span_of(task), trial, effects)


def remember(run: RunState, task: Task, trial: Trial) -> None:
    """Note the attempt that an open task is at."""
    run.trials.setdefault((task.fan, task.step, task.turn), {})[task.index] = trial


def forget(run: RunState, row: Row, first: int, stop: int) -> None:
    """Drop the attempts of tasks that are over, walking the shorter of the two."""
    trials = run.trials.get(row)
    if trials is None:
        return
    over = [i for i in trials if first <= i < stop] if len(trials) < stop - first else range(first, stop)
    for index in over:
        trials.pop(index, None)
    if not trials:
        del run.trials[row]


def _on_foot(run: RunState, row: Row, first: int, stop: int) -> list[tuple[int, int]]:
    """The parts of a row's tasks that do not come riding; those that do are on foot from now on."""
    riding = run.riding[row]
    left = [] if riding.take(first, stop) else gaps(first, stop, riding.discard(first, stop))
    if not riding.firsts:
        del run.riding[row]
    return left


def _ride(run: RunState, row: Row, span: Span) -> None:
    riding = run.riding.get(row)
    if riding is None:
        run.riding[row] = IntervalSet(span.first, span.stop)
    elif not riding.add(span.first, span.stop):
        raise bug(run, Task(row[0], row[1], span.first), "or a neighbour rides in two launches at once")
