"""What a task merely read is not what it changed."""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from fanfold.workers.changes import Changes
from tests.store.packed import Packed


@pytest.fixture
def packed(tmp_path: Path) -> Iterator[Packed]:
    pack = Packed(tmp_path)
    yield pack
    pack.close()


class Model:
    """Works something out when it is first asked."""

    def __init__(self) -> None:
        self.weights = [1, 2]

    @cached_property
    def total(self) -> int:
        """Kept once it is known."""
        return sum(self.weights)


class Sulks:
    """Cannot be pickled once it was touched."""

    touched = False

    def __reduce__(self) -> Any:
        if self.touched:
            raise ValueError("no more")
        return (Sulks, ())


def _read(value: Any) -> None:
    """Looks at a value in the ways in which people do."""
    if isinstance(value, np.ndarray):
        _ = value == value[0]
        value[:10].copy()
        value.T.reshape(-1)
    elif isinstance(value, pd.DataFrame):
        value.describe()
        _ = value["n"].iloc[0]
    else:
        list(value)
        repr(value)
        _ = "a" in value if isinstance(value, str) else 7 in value


READ: dict[str, Any] = {
    "list": [1, [2]],
    "dict": {"a": {"b": 1}},
    "set": {"a", "b", "c", 1, 2.5},
    "set of many": {str(number) for number in range(500)},
    "frozenset": frozenset("abc"),
    "deque": deque([1, 2]),
    "ordered": OrderedDict(a=1),
    "default": defaultdict(list, a=[1]),
    "bytearray": bytearray(b"abc"),
    "small array": np.arange(10),
    "array": np.arange(200_000),
    "part of an array": np.arange(10_000)[::2],
    "columns": np.asfortranarray(np.arange(40_000).reshape(200, 200)),
    "objects": np.array([{"a": 1}, "x"], dtype=object),
    "table": pd.DataFrame({"n": range(100), "s": ["x"] * 100}),
    "long text": "x" * 10_000,
}


@pytest.mark.parametrize("name", READ)
def test_reading_is_no_change(packed: Packed, name: str) -> None:
    entry = packed.stored(READ[name])
    value = packed.store.load(entry)
    _read(value)
    changes = Changes(packed.store)
    assert not changes.changed(entry, value)
    assert not changes.changed(entry, packed.store.load(entry))


CHANGED: dict[str, Callable[[Any], Any]] = {
    "list": lambda value: value[1].append(3),
    "dict": lambda value: value["a"].update(b=2),
    "set": lambda value: value.add("d"),
    "set of many": lambda value: value.discard("7"),
    "deque": lambda value: value.rotate(),
    "ordered": lambda value: value.move_to_end("a") or value.update(b=1),
    "default": lambda value: value["new"],
    "bytearray": lambda value: value.append(1),
    "small array": lambda value: value.__setitem__(0, 5),
    "array": lambda value: value.__setitem__(199_999, -1),
    "part of an array": lambda value: value.__setitem__(0, 5),
    "objects": lambda value: value[0].update(a=2),
    "table": lambda value: value.insert(0, "more", 1),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_change_in_place_is_seen(packed: Packed, name: str) -> None:
    entry = packed.stored(READ[name])
    value = packed.store.load(entry)
    CHANGED[name](value)
    changes = Changes(packed.store)
    assert changes.changed(entry, value)
    assert not changes.changed(entry, packed.store.load(entry)), "the next task's is as it was"


def test_a_change_that_was_undone_is_none(packed: Packed) -> None:
    entry = packed.stored([1, 2])
    value = packed.store.load(entry)
    value.append(3)
    value.pop()
    assert not Changes(packed.store).changed(entry, value)


def test_what_a_value_works_out_for_itself_counts_as_a_change(packed: Packed) -> None:
    """Rather too much than too little."""
    entry = packed.stored(Model())
    value = packed.store.load(entry)
    assert not Changes(packed.store).changed(entry, value)
    _ = value.total
    assert Changes(packed.store).changed(entry, value)


def test_what_can_no_longer_be_pickled_counts_as_changed(packed: Packed) -> None:
    entry = packed.stored(Sulks())
    value = packed.store.load(entry)
    value.touched = True
    assert Changes(packed.store).changed(entry, value)


def test_many_values_are_told_apart(packed: Packed) -> None:
    """More than are remembered, and large ones too."""
    entries = [packed.stored([number] * 5_000) for number in range(100)]
    changes = Changes(packed.store)
    for _ in range(2):
        for entry in entries:
            assert not changes.changed(entry, packed.store.load(entry))
    assert changes.changed(entries[3], packed.store.load(entries[4]))
