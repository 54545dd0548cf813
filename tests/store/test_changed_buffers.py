"""A large buffer that was mapped and changed in places is stored as what changed, and read as a whole."""

from __future__ import annotations

import mmap
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanfold.model.errors import DamageError
from fanfold.store.codec import encode, moved, packs_of
from fanfold.workers.changes import Changes
from tests.store.packed import Packed

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells which pages were written to"
)

COUNT = 1_000_000
BYTES = 8 * COUNT


@pytest.fixture
def packed(tmp_path: Path) -> Iterator[Packed]:
    pack = Packed(tmp_path)
    yield pack
    pack.close()


def stored(packed: Packed, value: Any) -> tuple[Any, int]:
    """The entry of a value at a task's end, and how many bytes it took."""
    before = packed.size()
    entry = encode(value, packed.writer, origins=packed.store.untouched)
    return entry, packed.size() - before


def test_what_a_task_changed_of_an_array_is_stored_and_no_more(packed: Packed) -> None:
    original: Any = packed.stored(np.arange(COUNT))
    array = packed.store.load(original)
    array[500_000:510_000] = -1
    entry, size = stored(packed, array)
    assert 80_000 <= size < 80_000 + 4 * mmap.PAGESIZE
    expected = np.arange(COUNT)
    expected[500_000:510_000] = -1
    assert np.array_equal(packed.store.load(entry), expected)
    assert np.array_equal(packed.store.load(original), np.arange(COUNT)), "the original is as it was"


def test_what_was_changed_again_refers_to_the_first_and_not_to_what_lies_between(packed: Packed) -> None:
    original: Any = packed.stored(np.arange(COUNT))
    entry, expected = original, np.arange(COUNT)
    for number in range(1, 6):
        array = packed.store.load(entry)
        array[number * 100_000] = expected[number * 100_000] = -number
        entry, size = stored(packed, array)
        assert size < (number + 2) * mmap.PAGESIZE
        assert entry[5][0][3][:3] == (original[0], original[5][0][0], original[5][0][2])
        assert np.array_equal(packed.store.load(entry), expected)


def test_an_array_under_another_name_takes_no_bytes(packed: Packed) -> None:
    array = packed.store.load(packed.stored(np.arange(COUNT)))
    entry, size = stored(packed, array)
    assert size < mmap.PAGESIZE
    assert np.array_equal(packed.store.load(entry), np.arange(COUNT))


def test_of_what_was_changed_in_many_places_all_is_stored(packed: Packed) -> None:
    array = packed.store.load(packed.stored(np.arange(COUNT)))
    array[:: mmap.PAGESIZE // 16] += 1
    entry, size = stored(packed, array)
    assert size > BYTES
    assert len(entry[5][0]) == 3
    assert np.array_equal(packed.store.load(entry), array)


def test_what_was_only_read_since_has_not_changed(packed: Packed) -> None:
    array = packed.store.load(packed.stored(np.arange(COUNT)))
    array[3] = 0
    entry, _ = stored(packed, array)
    changes = Changes(packed.store)
    again = packed.store.load(entry)
    again.sum()
    assert not changes.changed(entry, again)
    again[3] = 0
    assert not changes.changed(entry, again), "it was 0 before"
    again[4] = 0
    assert changes.changed(entry, again)


def test_a_part_and_a_copy_are_stored_whole(packed: Packed) -> None:
    array = packed.store.load(packed.stored(np.arange(COUNT)))
    for value in (array[10:], array.copy()):
        entry, size = stored(packed, value)
        assert size >= value.nbytes
        assert np.array_equal(packed.store.load(entry), value)


def test_columns_of_a_frame_that_were_changed_in_place(packed: Packed) -> None:
    frame = pd.DataFrame({"a": np.arange(COUNT), "b": np.arange(COUNT) / 2})
    loaded = packed.store.load(packed.stored(frame))
    loaded._mgr.blocks[0].values[..., 7] = -1
    entry, size = stored(packed, loaded)
    assert size < 10 * mmap.PAGESIZE
    frame.loc[7, "a"] = -1
    pd.testing.assert_frame_equal(packed.store.load(entry), frame)


@pytest.mark.parametrize("which", ["changes", "base"])
def test_damage_is_an_error(packed: Packed, which: str) -> None:
    original: Any = packed.stored(np.arange(COUNT))
    array = packed.store.load(original)
    array[77] = 0
    entry, _ = stored(packed, array)
    del array
    packed.spoil(entry[5][0][0] + 7 if which == "changes" else original[5][0][0] + BYTES // 2)
    fresh = type(packed.store)(packed.folder)
    with pytest.raises(DamageError):
        fresh.load(entry)


def test_its_packs_are_told_and_may_get_other_names(packed: Packed, tmp_path: Path) -> None:
    base: Any = packed.stored(np.arange(COUNT))
    other = Packed(tmp_path, "4-1")
    array = packed.store.load(base)
    array[5] = 0
    entry: Any = encode(array, other.writer, origins=packed.store.untouched)
    assert packs_of(entry) == {"3-1", "4-1"}
    assert packs_of(base) == {"3-1"}
    (tmp_path / "3-1.pack").rename(tmp_path / "base.pack")
    (tmp_path / "4-1.pack").rename(tmp_path / "more.pack")
    there = moved(entry, {"3-1": "base", "4-1": "more"})
    assert packs_of(there) == {"base", "more"}
    assert np.array_equal(type(packed.store)(tmp_path).load(there), array)
    other.close()


WRITES = st.lists(
    st.tuples(st.integers(0, 99_999), st.integers(1, 3_000), st.integers(-3, 3)), min_size=0, max_size=4
)


@given(generations=st.lists(WRITES, min_size=1, max_size=5), lead=st.integers(0, 70))
@settings(max_examples=40, deadline=None)
def test_through_any_generations_a_value_is_what_was_made_of_it(
    generations: list[list[tuple[int, int, int]]], lead: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    packed = Packed(tmp_path_factory.mktemp("pack"))
    packed.stored(bytes(20_000 + lead))  # what comes before it in the pack
    expected = {"one": np.arange(100_000), "two": np.zeros(100_000)}
    entry = packed.stored(expected)
    changes = Changes(packed.store)
    for writes in generations:
        value = packed.store.load(entry)
        for first, width, number in writes:
            for each in (value, expected):
                each["one" if number % 2 else "two"][first : first + width] = number
        is_same = not changes.changed(entry, value)
        now, _ = stored(packed, value)
        loaded = packed.store.load(now)
        assert all(np.array_equal(loaded[name], expected[name]) for name in expected)
        assert not changes.changed(now, loaded)
        if is_same:
            before = packed.store.load(entry)
            assert all(np.array_equal(before[name], expected[name]) for name in expected)
        entry = now
    packed.close()


@pytest.mark.parametrize("order", [1, -1], ids=["mapped first", "copy first"])
def test_what_was_mapped_and_a_copy_of_it_in_one_value_are_both_there(packed: Packed, order: int) -> None:
    """They have the same digest, but one lies elsewhere and the other has to be written."""
    array = packed.store.load(packed.stored(np.arange(COUNT)))
    entry, _ = stored(packed, [array, array.copy()][::order])
    assert all(np.array_equal(each, np.arange(COUNT)) for each in packed.store.load(entry))
