"""An interval set is a set of numbers, whatever is done to it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fanfold.run.intervals import IntervalSet, gaps

spans = st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda pair: (pair[0], pair[0] + pair[1]))
moves = st.lists(st.tuples(st.sampled_from(["add", "take", "discard"]), spans), max_size=40)


def numbers(intervals: IntervalSet) -> set[int]:
    return {number for first, stop in intervals for number in range(first, stop)}


@given(moves)
def test_it_holds_what_a_set_of_the_same_numbers_holds(moves: list[tuple[str, tuple[int, int]]]) -> None:
    intervals, model = IntervalSet(), set[int]()
    for move, (first, stop) in moves:
        part = set(range(first, stop))
        if move == "add":
            assert intervals.add(first, stop) == (not part & model)
            model |= part if not part & model else set()
        elif move == "take":
            assert intervals.take(first, stop) == (part <= model)
            model -= part if part <= model else set()
        else:
            inside = {number for low, high in intervals.discard(first, stop) for number in range(low, high)}
            assert inside == part & model
            model -= part
        assert numbers(intervals) == model
        assert intervals.count == len(model)
        assert bool(intervals) == bool(model)


@given(moves, spans)
def test_what_lies_within_a_span_and_its_gaps_make_up_the_span(
    moves: list[tuple[str, tuple[int, int]]], span: tuple[int, int]
) -> None:
    intervals = IntervalSet()
    for _, (first, stop) in moves:
        intervals.add(first, stop)
    inside = intervals.within(*span)
    assert sorted([*inside, *gaps(*span, inside)]) == sorted(set(inside) | set(gaps(*span, inside)))
    assert sum(high - low for low, high in [*inside, *gaps(*span, inside)]) == span[1] - span[0]
    assert all(low in intervals and high - 1 in intervals for low, high in inside)


def test_neighbours_become_one_interval_so_that_a_fan_of_a_million_stays_small() -> None:
    intervals = IntervalSet(0, 1_000_000)
    for first in range(0, 500_000, 100):
        intervals.take(first, first + 100)
    assert list(intervals) == [(500_000, 1_000_000)]
    for first in range(0, 500_000, 100):
        intervals.add(first, first + 100)
    assert list(intervals) == [(0, 1_000_000)]


def test_two_sets_of_the_same_numbers_are_equal() -> None:
    one, other = IntervalSet(0, 4), IntervalSet(2, 4)
    other.add(0, 2)
    assert one == other
    assert one != IntervalSet(0, 3)
    assert repr(one) == "IntervalSet(0..3)"
