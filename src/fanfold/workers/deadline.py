"""`@timeout`: an alarm in the task's main thread that raises inside user code.

User code that does not come back to Python (a C call, a subprocess that is waited for) does not notice; the
driver, which sees when the item began, kills it with its children after a grace period.

The alarm may ring while our own code runs: just before or after the step, where nobody expects an exception,
or while the items of its foreach are being written, where one would tear the pack. Then it rings again a
moment later.
"""

from __future__ import annotations

import signal
from types import FrameType

from fanfold.model.counted import counted
from fanfold.model.errors import TaskTimeoutError
from fanfold.store import packs

AGAIN_SECONDS = 0.001

_AROUND = (__file__, __file__.rpartition("/")[0] + "/attempt.py")
_WRITING = packs.__file__


class Deadline:
    """Armed around user code."""

    def __init__(self, step: str, seconds: float) -> None:
        self._step = step
        self._seconds = seconds
        self._armed = False

    def arm(self) -> None:
        """Start the clock."""
        self._armed = True
        signal.signal(signal.SIGALRM, self._ring)
        signal.setitimer(signal.ITIMER_REAL, self._seconds)

    def disarm(self) -> None:
        """Stop it. From here on it does not raise, whenever it rang."""
        self._armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if not self._armed:
            return
        if not _may_raise(frame):
            signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS)
            return
        raise TaskTimeoutError(
            f"Step *{self._step}* ran longer than its @timeout of {counted(self._seconds, 'second')}.",
            remedy="Give it more time, or make the item smaller.",
        )


def _may_raise(frame: FrameType | None) -> bool:
    """Whether an exception would be the user's code's, and would not leave half a frame in a pack."""
    if frame is not None and frame.f_code.co_filename in _AROUND:
        return False
    while frame is not None:
        if frame.f_code.co_filename == _WRITING:
            return False
        frame = frame.f_back
    return True
