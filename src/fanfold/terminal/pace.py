"""When a step deserves a line of its own, so that a log stays readable at any width.

A step is announced once it has been at it for a second, told again when it passes 1, 2, 5, 10, 20, 50 per
cent but not more often than each 30 seconds, and told when it is complete if it was announced. So a fan-out
prints some ten lines whether it has a hundred items or a million, and a flow that is through in a second
prints none.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Literal

from fanfold.engine.observer import StepProgress

QUIET_SECONDS = 1.0
BETWEEN_SECONDS = 30.0
PERCENTS = (1, 2, 5, 10, 20, 50)

Due = Literal["", "opened", "moved", "closed"]


class StepPace:
    """When one step was told of, and how far it was then."""

    def __init__(self, now: float) -> None:
        self.opened_at = now
        self.announced = False
        self.complete = False
        self._told_at = now
        self._mark = 0

    def due(self, progress: StepProgress, now: float) -> Due:
        """`opened`, `moved`, `closed`, or nothing to be said. Each answer is given for one line."""
        finished = progress.over
        if finished >= progress.total and not progress.growing:
            return self._close()
        self.complete = False
        if now - self.opened_at < QUIET_SECONDS:
            return ""
        if not self.announced:
            return self._tell("opened", now, self._mark_of(progress))
        mark = self._mark_of(progress)
        if mark > self._mark and now - self._told_at >= BETWEEN_SECONDS:
            return self._tell("moved", now, mark)
        return ""

    def _close(self) -> Due:
        if self.complete or not self.announced:
            return ""
        self.complete = True
        return "closed"

    def _tell(self, what: Due, now: float, mark: int) -> Due:
        self.announced = True
        self._told_at = now
        self._mark = mark
        return what

    @staticmethod
    def _mark_of(progress: StepProgress) -> int:
        finished = progress.over
        return bisect_right(PERCENTS, finished * 100 / progress.total if progress.total else 0)
