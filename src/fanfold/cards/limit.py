"""How long drawing a card may take: an alarm that rings in code that does not come to an end.

What it raises is no `Exception`, so that a `try … except Exception` in the code that hangs does not swallow
it, and it rings again until it is heard. A timer that runs already, such as that of `@timeout`, goes on
behind it. Code that never comes back to Python does not notice; and only the main thread has alarms.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType

AGAIN_SECONDS = 0.5
LEFT_SECONDS_MIN = 0.001


class TooSlow(BaseException):
    """The time is up."""


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Raise TooSlow inside if it takes longer than this."""
    if seconds <= 0 or threading.current_thread() is not threading.main_thread():
        yield
        return
    is_inside = True

    def ring(number: int, frame: FrameType | None) -> None:
        if is_inside:
            raise TooSlow(f"It took longer than {seconds:g} seconds.")

    begun = monotonic()
    old_handler = signal.signal(signal.SIGALRM, ring)
    old_left, old_interval = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_SECONDS)
    try:
        yield
    finally:
        is_inside = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL if old_handler is None else old_handler)
        if old_left:
            left = max(LEFT_SECONDS_MIN, old_left - (monotonic() - begun))
            signal.setitimer(signal.ITIMER_REAL, left, old_interval)
