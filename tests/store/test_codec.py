"""Artifacts: every task gets a value of its own, equal to what was stored, and damage is an error."""

from __future__ import annotations

import gc
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pickle import PickleBuffer
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanfold.model.errors import DamageError
from fanfold.model.limits import INLINE_BYTES_MAX
from fanfold.store.codec import is_immediate, is_stored
from fanfold.store.mapping import MAPPED_BYTES_MIN
from tests.store.packed import Packed

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.frozensets(SCALARS),
    max_leaves=20,
)


@pytest.fixture
def packed(tmp_path: Path) -> Iterator[Packed]:
    pack = Packed(tmp_path)
    yield pack
    pack.close()


@contextmanager
def few_descriptors() -> Iterator[None]:
    """A process that may open some three hundred files more."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    opened = max(int(name) for name in os.listdir("/dev/fd"))
    resource.setrlimit(resource.RLIMIT_NOFILE, (opened + 300, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


class Halves:
    """A value whose two buffers are parts of one block of memory."""

    def __init__(self, block: bytearray) -> None:
        self.block = block

    def __reduce_ex__(self, protocol: Any) -> Any:
        middle = len(self.block) // 2
        view = memoryview(self.block)
        return _joined, (PickleBuffer(view[:middle]), PickleBuffer(view[middle:]))


def _joined(one: Any, other: Any) -> Halves:
    return Halves(bytearray(one) + bytearray(other))


@settings(max_examples=50)
@given(value=VALUES)
def test_any_value_comes_back_equal_and_of_its_type(
    value: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    packed = Packed(tmp_path_factory.mktemp("packs"))
    again = packed.again(value)
    assert again == value
    assert type(again) is type(value)
    packed.close()


@pytest.mark.parametrize("value", [None, True, 7, 0.5, "short", b"short"])
def test_short_plain_values_are_their_own_entries(packed: Packed, value: object) -> None:
    assert is_immediate(value)
    assert packed.stored(value) is value


def test_a_value_that_only_looks_plain_keeps_its_type(packed: Packed) -> None:
    assert type(packed.again(np.float64(0.5))) is np.float64
    assert type(packed.again(np.str_("x"))) is np.str_


def test_a_long_text_lies_beside_the_record(packed: Packed) -> None:
    entry = packed.stored("x" * (INLINE_BYTES_MAX + 1))
    assert is_stored(entry)
    assert packed.store.load(entry) == "x" * (INLINE_BYTES_MAX + 1)


@pytest.mark.parametrize("length", [5, 3_000, 200_000])
def test_each_load_is_an_array_of_its_own(packed: Packed, length: int) -> None:
    """At every size, in the record, beside it or mapped: what one task writes no other sees, nor the file."""
    entry = packed.stored(np.arange(length, dtype=np.float64))
    before = packed.path.read_bytes()
    mine, yours = packed.store.load(entry), packed.store.load(entry)
    mine[:] = -1
    assert yours.flags.writeable
    assert np.array_equal(yours, np.arange(length))
    assert np.array_equal(packed.store.load(entry), np.arange(length))
    assert packed.path.read_bytes() == before


@pytest.mark.parametrize("length", [3_000, 200_000])
def test_equal_arrays_in_one_value_are_stored_once_and_stay_two(packed: Packed, length: int) -> None:
    before = packed.size()
    pair = packed.again({"one": np.zeros(length), "other": np.zeros(length)})
    assert packed.size() - before < length * 8 * 1.5
    pair["one"][0] = 1
    assert pair["other"][0] == 0


def test_two_parts_of_one_block_of_memory_are_not_taken_for_each_other(packed: Packed) -> None:
    block = bytearray(b"a" * 20_000 + b"b" * 20_000)
    assert packed.again(Halves(block)).block == block


def test_arrays_of_any_layout_come_back_equal(packed: Packed) -> None:
    table = np.arange(40_000).reshape(200, 200)
    value = {
        "rows": table,
        "columns": np.asfortranarray(table),
        "every second": table[::2, ::3],
        "turned": table.T,
        "backwards": table[::-1],
        "read only": np.broadcast_to(np.arange(200), (200, 200)),
        "fields": np.zeros(5000, dtype=[("a", "f8"), ("b", "i4")]),
        "objects": np.array([{"a": 1}, None, "x"], dtype=object),
    }
    again = packed.again(value)
    for name, array in value.items():
        assert np.array_equal(again[name], array), name
        assert again[name].dtype == array.dtype


def test_tables_come_back_equal_and_can_be_changed(packed: Packed) -> None:
    table = pd.DataFrame({"x": np.arange(20_000.0), "name": ["a", "b"] * 10_000})
    entry = packed.stored(table)
    mine = packed.store.load(entry)
    mine.loc[0, "x"] = -5.0
    mine["more"] = 1
    pd.testing.assert_frame_equal(packed.store.load(entry), table)


def test_a_damaged_array_is_an_error_and_never_a_value(packed: Packed) -> None:
    entry = packed.stored(np.arange(100_000))
    assert is_stored(entry) and isinstance(entry, tuple) and len(entry) == 6
    offset = entry[5][0][0]
    packed.spoil(offset + 12_345)
    with pytest.raises(DamageError, match=rf"buffer at byte {offset} of .*3-1\.pack is damaged"):
        packed.store.load(entry)


def test_a_damaged_value_is_an_error_and_never_a_value(packed: Packed) -> None:
    entry = packed.stored(list(range(5_000)))
    assert is_stored(entry) and isinstance(entry, tuple) and len(entry) == 6
    packed.spoil(entry[1] + entry[2] // 2)
    with pytest.raises(DamageError, match=rf"value at byte {entry[1]} of .*3-1\.pack is damaged"):
        packed.store.load(entry)


def test_a_pack_that_was_cut_short_is_an_error(packed: Packed) -> None:
    entry = packed.stored(np.arange(100_000))
    os.truncate(packed.path, packed.size() // 2)
    with pytest.raises(DamageError, match="ends"):
        packed.store.load(entry)


def test_many_arrays_in_one_value_cost_no_descriptor_each(packed: Packed) -> None:
    value = [np.full(3_000, number) for number in range(1_500)]
    entry = packed.stored(value)
    with few_descriptors():
        again = packed.store.load(entry)
        assert [array[0] for array in again] == list(range(1_500))


def test_a_join_may_keep_many_large_arrays_and_still_open_a_file(packed: Packed) -> None:
    length = MAPPED_BYTES_MIN // 8
    entries = [packed.stored(np.full(length, number)) for number in range(30)]
    with few_descriptors():
        kept = [packed.store.load(entries[number % 30]) for number in range(600)]
        with packed.path.open("rb"):
            assert [int(array[-1]) for array in kept] == [number % 30 for number in range(600)]


def test_a_mapping_ends_with_the_last_array_that_lies_in_it(packed: Packed) -> None:
    entry = packed.stored([np.zeros(100_000), np.ones(100_000)])
    second = packed.store.load(entry)[1]
    gc.collect()
    assert second.sum() == 100_000
    before = len(os.listdir("/dev/fd"))
    del second
    gc.collect()
    assert len(os.listdir("/dev/fd")) <= before
