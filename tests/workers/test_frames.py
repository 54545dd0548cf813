"""DataFrames are decoded once in a process, and what one task does to its own no other sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from fanfold.store.codec import encode
from fanfold.workers.changes import Changes
from fanfold.workers.frames import SharedPacks
from tests.store.packed import Packed

COLUMNS = {
    "number": np.arange(5_000),
    "text": [f"text {number % 7}" for number in range(5_000)],
    "object": pd.Series(["a", None, "b", "c", "d"] * 1_000, dtype=object),
    "time": pd.date_range("2020", periods=5_000),
    "kind": pd.Categorical(["x", "y"] * 2_500),
    "gaps": pd.array([1, None, 3, 4, 5] * 1_000, dtype="Int64"),
}
CHANGES: dict[str, Callable[[Any], object]] = {
    "a number": lambda frame: frame.iloc.__setitem__((0, 0), 9),
    "a text": lambda frame: frame.loc.__setitem__((0, "text"), "z"),
    "an object": lambda frame: frame.loc.__setitem__((0, "object"), "z"),
    "a number with gaps": lambda frame: frame.loc.__setitem__((0, "gaps"), 9),
    "a new column": lambda frame: frame.__setitem__("new", 1),
    "a column in place of another": lambda frame: frame.__setitem__("number", frame["number"] + 1),
    "a column less": lambda frame: frame.__delitem__("kind"),
    "the index's name": lambda frame: setattr(frame.index, "name", "row"),
    "the index": lambda frame: setattr(frame, "index", range(1, 5_001)),
    "attributes": lambda frame: frame.attrs.update(source="file"),
}
READS: dict[str, Callable[[Any], object]] = {
    "a filter": lambda frame: frame[frame["text"] == "text 3"]["number"].sum(),
    "groups": lambda frame: frame.groupby("kind", observed=True)["number"].sum(),
    "a sorted copy": lambda frame: frame.sort_values("text"),
    "values": lambda frame: frame["number"].to_numpy().sum(),
}


@pytest.fixture
def packed(tmp_path: Path) -> Iterator[Packed]:
    pack = Packed(tmp_path)
    yield pack
    pack.close()


@pytest.fixture
def shared(packed: Packed, tmp_path: Path) -> Iterator[SharedPacks]:
    packs = SharedPacks(packed.folder)
    yield packs
    packs.close()


@pytest.mark.parametrize("name", CHANGES)
def test_what_a_task_changes_is_its_own_and_is_seen(name: str, packed: Packed, shared: SharedPacks) -> None:
    frame = pd.DataFrame(COLUMNS)
    entry = encode(frame, packed.writer)
    mine, others = shared.load(entry), shared.load(entry)
    CHANGES[name](mine)
    assert Changes(shared).changed(entry, mine)
    assert not Changes(shared).changed(entry, others)
    pd.testing.assert_frame_equal(shared.load(entry), frame)
    assert shared.load(entry).attrs == {} and shared.load(entry).index.name is None


@pytest.mark.parametrize("name", READS)
def test_what_a_task_only_reads_is_not_compared(name: str, packed: Packed, shared: SharedPacks) -> None:
    entry = encode(pd.DataFrame(COLUMNS), packed.writer)
    mine = shared.load(entry)
    READS[name](mine)
    assert shared.is_as_stored(entry, mine)


def test_a_frame_is_decoded_once(packed: Packed, shared: SharedPacks) -> None:
    entry = encode(pd.DataFrame(COLUMNS), packed.writer)
    one, other = (shared.load(entry)["number"].to_numpy() for _ in range(2))
    assert np.shares_memory(one, other)


def test_what_goes_past_the_copies_of_pandas_fails_and_is_not_shared(
    packed: Packed, shared: SharedPacks
) -> None:
    frame = pd.DataFrame(COLUMNS)
    entry = encode(frame, packed.writer)
    for column in ("number", "time", "kind", "gaps"):
        array = shared.load(entry)[column].array
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[1]
    pd.testing.assert_frame_equal(shared.load(entry), frame)


def test_a_column_of_lists_is_decoded_for_each_task(packed: Packed, shared: SharedPacks) -> None:
    entry = encode(pd.DataFrame({"lists": [[number] for number in range(2_000)]}), packed.writer)
    shared.load(entry)["lists"][0].append("mine")
    assert shared.load(entry)["lists"][0] == [0]
