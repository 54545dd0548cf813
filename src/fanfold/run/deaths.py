"""Deaths: when a step kills every process that tries it, the run gives up instead of forking for ever.

A death counts while no task of the step has ever succeeded, if the process was a fresh one (so that no
neighbour can be to blame) or the task has no attempt left. `@catch` asked for failures to be values, and
`@tolerate` says itself how many there may be, so there nothing counts. A step of few tasks gets every retry
that its author asked for: these are bounded by its own `@retry`, and a task that dies on its first attempts
and then succeeds is a thing that the reference allows.
"""

from __future__ import annotations

from fanfold.model.limits import ISOLATED_TASKS_MAX, STEP_DEATHS_MAX
from fanfold.model.status import Cause
from fanfold.run.events import TaskFailed
from fanfold.run.launches import is_isolated
from fanfold.run.state import RunState, Trial


def kills_everyone(run: RunState, event: TaskFailed, trial: Trial) -> bool:
    """Count this failure if it was a death that counts, and say whether the step's limit is reached."""
    route = run.routes[event.task.step]
    counts = run.steps[event.task.step]
    if event.failure.cause is not Cause.DIED or counts.done > counts.caught:
        return False
    if route.policy.catch or route.policy.tolerance:
        return False
    fresh = trial.alone or is_isolated(run, route)
    counts.deaths += fresh or trial.attempt >= route.policy.retries
    return counts.deaths >= STEP_DEATHS_MAX and counts.bound > ISOLATED_TASKS_MAX
