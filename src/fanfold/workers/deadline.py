"""`@timeout`: an alarm in the task's main thread that raises inside user code.

User code that does not come back to Python (a C call, a subprocess that is waited for) does not notice; the
driver, which sees when the item began, kills it with its children after a grace period.
"""

from __future__ import annotations

import signal
from types import FrameType

from fanfold.model.errors import TaskTimeoutError


class Deadline:
    """Armed around user code."""

    def __init__(self, step: str, seconds: float) -> None:
        self._step = step
        self._seconds = seconds

    def arm(self) -> None:
        """Start the clock."""
        signal.signal(signal.SIGALRM, self._ring)
        signal.setitimer(signal.ITIMER_REAL, self._seconds)

    def disarm(self) -> None:
        """Stop it."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        raise TaskTimeoutError(
            f"Step *{self._step}* ran longer than its @timeout of {self._seconds:g} seconds.",
            remedy="Give it more time, or make the item smaller.",
        )
