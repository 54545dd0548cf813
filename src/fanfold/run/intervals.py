"""Sets of whole numbers, kept as a few runs of neighbours.

The open tasks of a fan of a million items are one interval, and after a thousand chunks came back in any
order still no more than a handful; so what a set costs follows from how many chunks are out, never from how
wide the fan is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator


class IntervalSet:
    """Whole numbers as sorted intervals `[first, stop)` that neither touch nor overlap.

    Attributes:
        firsts: the first number of each interval. To be read only; empty if the set is.
        stops: the number behind the last of each.
    """

    __slots__ = ("firsts", "stops")

    def __init__(self, first: int = 0, stop: int = 0) -> None:
        self.firsts = [first] if first < stop else []
        self.stops = [stop] if first < stop else []

    def add(self, first: int, stop: int) -> bool:
        """Add `[first, stop)`, none of which may be in it yet; otherwise nothing is changed and the answer is
        False.
        """
        firsts, stops = self.firsts, self.stops
        at = bisect_left(firsts, first)
        if (at and stops[at - 1] > first) or (at < len(firsts) and firsts[at] < stop):
            return False
        touches_left = at > 0 and stops[at - 1] == first
        touches_right = at < len(firsts) and firsts[at] == stop
        if touches_left and touches_right:
            stops[at - 1] = stops.pop(at)
            del firsts[at]
        elif touches_left:
            stops[at - 1] = stop
        elif touches_right:
            firsts[at] = first
        else:
            firsts.insert(at, first)
            stops.insert(at, stop)
        return True

    def take(self, first: int, stop: int) -> bool:
        """Remove `[first, stop)`, all of which must be in it; otherwise nothing is changed and the answer is
        False.
        """
        firsts, stops = self.firsts, self.stops
        at = bisect_right(firsts, first) - 1
        if at < 0 or stops[at] < stop:
            return False
        if firsts[at] == first:
            if stops[at] == stop:
                del firsts[at], stops[at]
            else:
                firsts[at] = stop
        else:
            old_stop, stops[at] = stops[at], first
            if old_stop > stop:
                firsts.insert(at + 1, stop)
                stops.insert(at + 1, old_stop)
        return True

    def within(self, first: int, stop: int) -> list[tuple[int, int]]:
        """The parts of `[first, stop)` that are in it, in order."""
        found = []
        at = max(bisect_right(self.firsts, first) - 1, 0)
        while at < len(self.firsts) and self.firsts[at] < stop:
            low, high = max(self.firsts[at], first), min(self.stops[at], stop)
            if low < high:
                found.append((low, high))
            at += 1
        return found

    def discard(self, first: int, stop: int) -> list[tuple[int, int]]:
        """Remove what of `[first, stop)` is in it, and say what that was."""
        found = self.within(first, stop)
        for part in found:
            self.take(*part)
        return found

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int):
            return False
        at = bisect_right(self.firsts, number) - 1
        return at >= 0 and number < self.stops[at]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(list(zip(self.firsts, self.stops, strict=True)))

    def __bool__(self) -> bool:
        return bool(self.firsts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, IntervalSet):
            return NotImplemented
        return self.firsts == other.firsts and self.stops == other.stops

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"IntervalSet({', '.join(f'{first}..{stop - 1}' for first, stop in self)})"

    @property
    def count(self) -> int:
        """How many numbers it holds."""
        return sum(self.stops) - sum(self.firsts)


def gaps(first: int, stop: int, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of `[first, stop)` without `parts`, which lie in it in order."""
    left = []
    for low, high in parts:
        if first < low:
            left.append((first, low))
        first = high
    if first < stop:
        left.append((first, stop))
    return left
