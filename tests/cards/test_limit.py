"""Drawing a card ends in time, and leaves alarms as it found them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from types import FrameType

import pytest

from fanfold.cards.limit import TooSlow, limit

LONG_SECONDS = 600.0


@pytest.fixture(autouse=True)
def alarm() -> Iterator[None]:
    """The alarm is given back."""
    before = signal.getsignal(signal.SIGALRM)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def _for_ever() -> None:
    while True:
        try:
            threading.Event().wait(LONG_SECONDS)
        except Exception:  # noqa: BLE001 - as code does that swallows all it can
            continue


def test_what_does_not_end_is_ended_even_if_it_swallows_exceptions() -> None:
    with pytest.raises(TooSlow, match=r"longer than 0\.05 seconds"), limit(0.05):
        _for_ever()
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_what_ends_in_time_hears_nothing() -> None:
    with limit(LONG_SECONDS):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_timer_that_ran_before_goes_on_and_rings_where_it_belongs() -> None:
    rung: list[int] = []

    def ring(number: int, frame: FrameType | None) -> None:
        rung.append(number)

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, LONG_SECONDS)
    with limit(LONG_SECONDS * 2):
        pass
    left, _ = signal.getitimer(signal.ITIMER_REAL)
    assert 0 < left <= LONG_SECONDS
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    with pytest.raises(TooSlow), limit(0.05):
        _for_ever()
    while not rung:
        signal.pause()
    assert signal.getsignal(signal.SIGALRM) is ring


def test_other_threads_have_no_alarm_and_go_on_without() -> None:
    done: list[bool] = []

    def draw() -> None:
        with limit(0.01):
            done.append(True)

    thread = threading.Thread(target=draw)
    thread.start()
    thread.join()
    assert done == [True]
