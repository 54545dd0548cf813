"""What is true of a run after every event. Tests ask after each; it costs as much as there is open."""

from __future__ import annotations

from itertools import pairwise

from fanfold.model.names import ROOT_FAN
from fanfold.model.status import RunStatus
from fanfold.run.intervals import IntervalSet
from fanfold.run.state import Fan, Row, RunState


def validate(run: RunState) -> None:
    """Raise an AssertionError if the run contradicts itself."""
    assert not run.unsettled, "an event was not looked at to its end"
    for intervals in _all_sets(run):
        _sound(intervals)
    for fan in run.fans.values():
        _check_fan(run, fan)
    _check_rows(run)
    _check_counts(run)
    _check_joins(run)
    _check_ending(run)


def _all_sets(run: RunState) -> list[IntervalSet]:
    arrived = [intervals for sets in run.arrived.values() for intervals in sets]
    return [*run.open.values(), *run.riding.values(), *run.failed.values(), *arrived]


def _sound(intervals: IntervalSet) -> None:
    bounds = [bound for interval in intervals for bound in interval]
    assert bounds == sorted(set(bounds)), f"{intervals} overlap, touch or are out of order"


def _check_fan(run: RunState, fan: Fan) -> None:
    assert 0 <= fan.missing <= fan.width, f"{fan} counts wrong"
    assert fan.missing or fan.pending, f"{fan} is folded and still there"
    assert fan.missing or fan.losses or fan.cancelled, f"{fan} waits for nobody, and lost nobody"
    assert fan.pending == _under_way(run, fan), f"{fan} has {_under_way(run, fan)} that are not through"
    assert not fan.cancelled or fan.stopped, f"{fan} cancelled tasks and goes on"
    for rows in (run.open, run.riding, run.failed):
        _apart(fan.cancelled, rows)
    _check_losses(run, fan)
    assert fan.id < run.next_fan, f"{fan} has a number that is still to be given"
    if fan.id == ROOT_FAN:
        return
    assert fan.parent is not None
    assert fan.parent.fan in run.fans, f"{fan} has outlived the fan around it"
    assert fan.stopped or not run.fans[fan.parent.fan].stopped, f"{fan} goes on in one that stopped"
    assert run.routes[fan.parent.step].join == fan.join, f"{fan} has the join of another split"


def _under_way(run: RunState, fan: Fan) -> int:
    rows = (
        tasks.count
        for all_rows in (run.open, run.failed)
        for row, tasks in all_rows.items()
        if row[0] == fan.id
    )
    return sum(rows) + sum(
        inner.parent is not None and inner.parent.fan == fan.id for inner in run.fans.values()
    )


def _check_losses(run: RunState, fan: Fan) -> None:
    """Each lost item is counted once, and what was lost runs no more."""
    losses = fan.losses
    if losses is None:
        return
    if losses.exceeded:
        assert not losses.rows and losses.count > losses.allowed, f"{fan} lost too many, or did not"
        return
    lost = [range(*part) for items in losses.rows.values() for part in items]
    assert losses.count == len({index for part in lost for index in part}), f"{fan} counts its losses wrong"
    assert 0 < losses.count <= max(losses.allowed, 0), f"{fan} lost more than it may"
    assert sum(map(len, lost)) == sum(losses.groups.values()), f"{fan} lost the reason of a loss"
    _apart(losses.rows, run.open)
    _apart(losses.rows, run.riding)
    _apart(losses.rows, run.failed)


def _check_rows(run: RunState) -> None:
    for rows in (run.open, run.riding, run.failed):
        for row, tasks in rows.items():
            assert tasks, f"the row {row} is empty and was not dropped"
            assert row[0] in run.fans, f"the row {row} has outlived its fan"
            assert tasks.stops[-1] <= run.fans[row[0]].width, f"{row}: {tasks} is wider than its fan"
    for row, trials in run.trials.items():
        assert trials, f"{row} keeps no trial and was not dropped"
        assert all(index in run.open.get(row, ()) for index in trials), (
            f"{row}: a trial of a task that is over"
        )
    for row, riding in run.riding.items():
        _check_riding(run, row, riding)
    _apart(run.open, run.riding)
    _apart(run.open, run.failed)
    _apart(run.riding, run.failed)


def _check_riding(run: RunState, row: Row, riding: IntervalSet) -> None:
    """What rides has an earlier link of its chain, or turn of its loop, before it, which is open or rides
    too.
    """
    fan, step, turn = row
    before = (fan, step, turn - 1) if turn else (fan, run.graph[step].in_steps[0], 0)
    for first, stop in riding:
        open_before = run.open.get(before, IntervalSet()).within(first, stop)
        rides_before = run.riding.get(before, IntervalSet()).within(first, stop)
        covered = sum(high - low for low, high in open_before + rides_before)
        assert covered == stop - first, f"{row}: {riding} rides with no task before it"


def _apart(some: dict[Row, IntervalSet], others: dict[Row, IntervalSet]) -> None:
    for row, tasks in some.items():
        both = [part for interval in tasks for part in others.get(row, IntervalSet()).within(*interval)]
        assert not both, f"{row}: {both} are two things at once"


def _check_counts(run: RunState) -> None:
    assert run.open_count == sum(tasks.count for tasks in run.open.values())
    for step, counts in run.steps.items():
        open_tasks = sum(tasks.count for row, tasks in run.open.items() if row[1] == step)
        assert counts.opened == open_tasks + counts.over, f"{step}: {counts} and {open_tasks} open"
        assert counts.opened <= counts.bound - counts.unreached, (
            f"{step} has more tasks than it can have: {counts}"
        )
        assert 0 <= counts.caught <= counts.done, f"{step} caught more than it did: {counts}"
        assert 0 <= counts.reused <= counts.done, f"{step} reused more than it did: {counts}"
    failed = sum(counts.failed for counts in run.steps.values())
    tolerated = sum(counts.tolerated for counts in run.steps.values())
    assert failed == sum(tasks.count for tasks in run.failed.values()), "failures are lost"
    assert failed + tolerated == sum(group.count for group in run.failures.values()), "a group is wrong"
    assert tolerated == sum(group.tolerated for group in run.failures.values()), "a group tolerates too much"


def _check_joins(run: RunState) -> None:
    """An item that came with more than k branches came with more than k - 1, and none is kept with all of
    them.
    """
    for row, sets in run.arrived.items():
        assert any(sets), f"nothing waits at {row} and it was not dropped"
        assert len(sets) == run.routes[row[1]].branches - 1
        for fewer, more in pairwise(sets):
            for first, stop in more:
                there = sum(high - low for low, high in fewer.within(first, stop))
                assert there == stop - first, f"{row}: {sets}"
        for interval in sets[0]:
            assert not run.open.get(row, IntervalSet()).within(*interval), f"{row} opened before all had come"


def _check_ending(run: RunState) -> None:
    assert (run.halted is None) == (run.ending is None)
    if run.failed and not run.keep_going:
        assert run.halted is not None, "a task failed for good and the run goes on"
    if run.finished is RunStatus.SUCCEEDED:
        assert not run.open_count, "the end is done while tasks are open"
        assert not run.failed, "the end is done although tasks failed"
    if run.finished is None and run.halted is None and run.next_fan > ROOT_FAN:
        assert run.open_count, "nothing is open and the run is not over"
