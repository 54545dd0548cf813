"""`inputs.cancelled`: the items that a join does without since their foreach stopped before."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import overload

from fanfold.model.counted import counted


class CancelledItems(Sequence[int]):
    """The indexes of cancelled items, in order.

    Attributes:
        because: the name of the item that made the foreach stop; None if nothing did.
    """

    __slots__ = ("_parts", "_starts", "because")

    def __init__(self, parts: Sequence[tuple[int, int]], because: str | None) -> None:
        self._parts = list(parts)
        self._starts = list(accumulate((stop - first for first, stop in parts), initial=0))
        self.because = because

    def __len__(self) -> int:
        return self._starts[-1]

    def __iter__(self) -> Iterator[int]:
        return (index for first, stop in self._parts for index in range(first, stop))

    def __contains__(self, index: object) -> bool:
        return isinstance(index, int) and any(first <= index < stop for first, stop in self._parts)

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        position = index.__index__()
        if not -len(self) <= position < len(self):
            there_are = counted(len(self), "cancelled item")
            raise IndexError(f"This join does without {there_are}; there is none at {position}.")
        position %= len(self)
        number = bisect_right(self._starts, position) - 1
        return self._parts[number][0] + position - self._starts[number]

    def __repr__(self) -> str:
        return f"<{len(self)} cancelled items>"


NONE_CANCELLED = CancelledItems((), None)
