"""A step as it is followed while it runs: since when, how fast, and what failed of it."""

from __future__ import annotations

from fanfold.engine.observer import StepProgress, TaskName
from fanfold.model.names import StepName
from fanfold.model.status import Failure
from fanfold.terminal.recent import Recent


class Followed:
    """What is known of one step besides its counts.

    Attributes:
        opened_at: when its first tasks could run.
        closed_after: how many seconds after that it was complete; None: it is not.
        last_failed: the task that failed for good last, and how.
        stopping: it will not be complete.
    """

    def __init__(self, step: StepName) -> None:
        self.step = step
        self.progress: StepProgress | None = None
        self.opened_at = 0.0
        self.closed_after: float | None = None
        self.last_failed: tuple[TaskName, Failure] | None = None
        self.stopping = False
        self._recent: Recent | None = None

    def look(self, progress: StepProgress, now: float) -> None:
        """Where it stands now."""
        finished = finished_of(progress)
        if self._recent is None:
            self.opened_at = now
            self._recent = Recent(now, progress.reused)
        self._recent.note(now, finished)
        self.progress = progress
        if not is_complete(progress):
            self.closed_after = None
        elif self.closed_after is None:
            self.closed_after = now - self.opened_at

    def rate(self, now: float) -> float:
        """Tasks a second, lately."""
        return self._recent.per_second(now) if self._recent is not None else 0.0

    def seconds_left(self, now: float) -> float | None:
        """When it will be through at this rate; None where that cannot be said."""
        rate = self.rate(now)
        if self.progress is None or self.progress.growing or self.stopping or not rate:
            return None
        return (self.progress.total - finished_of(self.progress)) / rate


def finished_of(progress: StepProgress) -> int:
    """How many of its tasks nothing more will become of."""
    return progress.over


def is_complete(progress: StepProgress) -> bool:
    """Whether nothing more will come of it, by what is known now."""
    return finished_of(progress) >= progress.total and not progress.growing
