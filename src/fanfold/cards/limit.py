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

from fanfold.model.counted import counted

AGAIN_SECONDS = 0.5
LEFT_SECONDS_MIN = 0.001


class TooSlow(BaseException):
    """The time is up."""


@contextmanager
def paused() -> Iterator[float | None]:
    """Keep a timer that runs, such as that of `@timeout`, from ringing inside; gives how long it has, None if
    there is none. Behind it the timer goes on, and rings at once if its time is over.
    """
    if threading.current_thread() is not threading.main_thread():
        yield None
        return
    begun = monotonic()
    handler = signal.getsignal(signal.SIGALRM)
    left, interval = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        yield left or None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL if handler is None else handler)
        if left:
            left = max(LEFT_SECONDS_MIN, left - (monotonic() - begun))
            signal.setitimer(signal.ITIMER_REAL, left, interval)


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Raise TooSlow inside if it takes longer than this."""
    is_inside = True

    def ring(number: int, frame: FrameType | None) -> None:
        if is_inside:
            raise TooSlow(f"It took longer than {counted(float(f'{seconds:.3g}'), 'second')}.")

    with paused():
        try:
            if threading.current_thread() is threading.main_thread():
                signal.signal(signal.SIGALRM, ring)
                signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_SECONDS)
            yield
        finally:
            is_inside = False
