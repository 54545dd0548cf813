"""Times of tasks add up, and what is read from them is right within some ten percent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanfold.model.timing import Timing

SECONDS = st.floats(0, 100_000)


def timing_of(times: list[float], *, first: int = 0) -> Timing:
    timing = Timing()
    for index, seconds in enumerate(times, first):
        timing.note(seconds, 1, index, 0)
    return timing


@given(st.lists(SECONDS, min_size=1))
def test_quantiles_are_right_within_some_ten_percent(times: list[float]) -> None:
    timing = timing_of(times)
    ordered = sorted(times)
    for share in (0.01, 0.5, 0.95, 1.0):
        place = max(0, -int(-share * len(ordered) // 1) - 1)
        exact = ordered[place]
        assert timing.quantile(share) == pytest.approx(exact, rel=0.13, abs=2e-6)


@given(st.lists(SECONDS, min_size=1), st.lists(SECONDS))
def test_adding_gives_what_noting_all_would(some: list[float], more: list[float]) -> None:
    timing = timing_of(some)
    timing.add(timing_of(more, first=len(some)))
    whole = timing_of([*some, *more])
    assert timing.counts == whole.counts
    assert timing.seconds == pytest.approx(whole.seconds)
    assert (timing.max_seconds, timing.slowest) == (whole.max_seconds, whole.slowest)


def test_the_slowest_is_named() -> None:
    timing = Timing()
    for index, seconds in enumerate([0.1, 3.0, 0.2]):
        timing.note(seconds, 4, index, 1)
    assert timing.slowest == (4, 1, 1)
    assert timing.max_seconds == 3.0


def test_nothing_noted_has_no_times() -> None:
    assert Timing().quantile(0.5) == 0.0
    merged = Timing()
    merged.add(Timing())
    assert merged.counts == {}


def test_a_million_times_are_a_few_dozen_counts() -> None:
    timing = timing_of([0.0001 * (1 + number % 997) for number in range(20_000)])
    assert len(timing.counts) < 50


@given(st.floats(0, 3e-6))
def test_no_quantile_is_longer_than_the_longest(seconds: float) -> None:
    assert timing_of([seconds]).quantile(0.5) <= max(seconds, 0)
