"""Progress: how many tasks a step is going to have, by what is known now."""

from __future__ import annotations

from fanfold.model.names import StepName
from fanfold.run.state import RunState


def total(run: RunState, step: StepName) -> int:
    """How many tasks of the step are sure to come, the done ones included.

    A step that every item comes by has as many as its level has items, before any of them is there. A step
    behind a switch has those that came so far.
    """
    counts = run.steps[step]
    return counts.bound - counts.unreached if run.routes[step].certain else counts.opened


def grows(run: RunState, step: StepName) -> bool:
    """Whether the total may still grow: a split around the step, or a switch before it, is not through."""
    if run.finished is not None:
        return False
    route = run.routes[step]
    counts = run.steps[step]
    if not route.certain and counts.opened < counts.bound - counts.unreached:
        return True
    if step in route.targets and counts.over < counts.opened:
        return True
    return any(_is_on(run, split) for split in run.graph[step].split_parents if run.graph[split].is_fan)


def _is_on(run: RunState, split: StepName) -> bool:
    counts = run.steps[split]
    return counts.over < total(run, split) or grows(run, split)
