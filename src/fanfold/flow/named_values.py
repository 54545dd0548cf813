"""The values that code names, `RATE = 3` or a table that a closure holds, as a digest of what they are.

A value is its pickle, as with items. But functions and classes pickle as their names only, so those that are
met on the way are handed to whoever looks at code; and nothing is written anywhere, so that a gigabyte of
array costs no memory.
"""

from __future__ import annotations

from collections.abc import Callable
from pickle import PickleBuffer, Pickler
from types import FunctionType, ModuleType
from typing import Any

from xxhash import xxh3_128

Meet = Callable[[FunctionType | type], None]


def digest_of_named(value: Any, meet: Meet) -> str | None:
    """What changes when the value does, as hexadecimal digits; None if that cannot be had.

    `meet` is called with each function and class in it.
    """
    state = xxh3_128()
    try:
        _Digesting(state, meet).dump(value)
    except Exception:  # noqa: BLE001 - what a user's __reduce__ raises: it cannot be pickled, and that is all
        return None
    return state.hexdigest()


class _Digesting(Pickler):
    """Pickles into a digest. Sets count as what they hold: their order differs from process to process."""

    def __init__(self, state: xxh3_128, meet: Meet) -> None:
        super().__init__(_Sink(state), 5, buffer_callback=self._buffer)
        self._state = state
        self._meet = meet

    def _buffer(self, buffer: PickleBuffer) -> bool:
        self._state.update(buffer.raw())
        return False

    def persistent_id(self, obj: Any) -> Any:
        kind = type(obj)
        if kind is set or kind is frozenset:
            return (kind.__name__, sorted(map(self._whole, obj)))
        if kind is FunctionType or isinstance(obj, type):
            self._meet(obj)
            return obj.__qualname__
        return obj.__name__ if isinstance(obj, ModuleType) else path_of(obj)

    def _whole(self, obj: Any) -> str:
        state = xxh3_128()
        _Digesting(state, self._meet).dump(obj)
        return state.hexdigest()


class _Sink:
    """A file that takes bytes into a digest."""

    def __init__(self, state: xxh3_128) -> None:
        self.write = state.update


def path_of(value: Any) -> str | None:
    """What one of fanfold's own objects stands for: the run or the part of one that it shows, or its kind."""
    kind = type(value)
    if not kind.__module__.startswith("fanfold."):
        return None
    shown = getattr(value, "run", value) if kind.__name__ == "Results" else value
    return f"{kind.__qualname__} {getattr(shown, 'pathspec', '')}"
