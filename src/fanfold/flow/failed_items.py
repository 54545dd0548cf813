"""`inputs.failed`: the items that a join does without, since `@tolerate` allowed their failures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

from fanfold.flow.caught import CaughtError
from fanfold.model.counted import counted


class FailedItem:
    """An item whose task failed for good.

    Attributes:
        index: which item of the foreach, as `self.index` was.
        key: its name.
        step: where it failed.
        attempts: how often that was tried.
        type: the dotted name of the exception's class (``builtins.ValueError``), or the signal's name where
            the process died.
        message: the exception's text.
        where: the line of the flow that raised it (``flow.py:41``); empty where there is none.
        traceback: as Python prints it.
    """

    __slots__ = ("_load", "attempts", "index", "key", "message", "step", "traceback", "type", "where")

    def __init__(
        self,
        index: int,
        key: str,
        step: str,
        attempts: int,
        failure: tuple[str, str, str, str],
        load: Callable[[int], Any],
    ) -> None:
        self.index = index
        self.key = key
        self.step = step
        self.attempts = attempts
        self.type, self.message, self.where, self.traceback = failure
        self._load = load

    @property
    def input(self) -> Any:
        """The item itself, as `self.input` was. Loaded anew each time."""
        return self._load(self.index)

    @property
    def exception(self) -> CaughtError:
        """The failure as `@catch` would have left it: with `type`, `exception` and `stacktrace`."""
        return CaughtError(self.type, self.message, self.traceback)

    def __repr__(self) -> str:
        return f"<{self.step}[{self.index}] {self.key!r} failed: {self.type}: {self.message}>"


class FailedItems(Sequence[FailedItem]):
    """Failed items in the order of the foreach, each read when it is asked for. `read` gives that of a
    number below `width`.
    """

    __slots__ = ("_read", "_width")

    def __init__(self, width: int, read: Callable[[int], FailedItem]) -> None:
        self._width = width
        self._read = read

    def __len__(self) -> int:
        return self._width

    def __iter__(self) -> Iterator[FailedItem]:
        return map(self._read, range(self._width))

    @overload
    def __getitem__(self, index: int) -> FailedItem: ...
    @overload
    def __getitem__(self, index: slice) -> list[FailedItem]: ...
    def __getitem__(self, index: int | slice) -> FailedItem | list[FailedItem]:
        if isinstance(index, slice):
            return [self._read(number) for number in range(*index.indices(self._width))]
        position = index.__index__()
        if not -self._width <= position < self._width:
            raise IndexError(
                f"{counted(self._width, 'item')} of this join failed; there is none at {position}."
            )
        return self._read(position % self._width)

    def __repr__(self) -> str:
        return f"<{self._width} failed items>"


NONE_FAILED = FailedItems(0, lambda number: _none())


def _none() -> FailedItem:
    raise AssertionError("no item failed")
