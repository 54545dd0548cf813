"""Items: taken once, in order, as they come; a copy for each task; what they share is stored once."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanfold.model.errors import DamageError, UnpicklableArtifactError
from fanfold.store.items import BLOCK_BYTES, GROUP_ITEMS_MAX, ItemWriter, TooWide
from tests.store.packed import Packed


@pytest.fixture
def packed(tmp_path: Path) -> Iterator[Packed]:
    pack = Packed(tmp_path)
    yield pack
    pack.close()


def taken(packed: Packed, iterable: Any, *, copies: bool = True) -> list[Any]:
    """All items as tasks get them, one after the other."""
    reader = packed.items(packed.take(iterable), copies=copies)
    return [reader.item(index) for index in range(reader.index.width)]


@settings(max_examples=40)
@given(sizes=st.lists(st.integers(0, 200_000), max_size=40), order=st.randoms(use_true_random=False))
def test_items_of_any_size_come_back_by_index_in_any_order(
    sizes: list[int], order: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    packed = Packed(tmp_path_factory.mktemp("packs"))
    items = [(number, bytes(size)) for number, size in enumerate(sizes)]
    reader = packed.items(packed.take(iter(items)))
    assert reader.index.width == len(items)
    indexes = list(range(len(items)))
    order.shuffle(indexes)
    assert [reader.item(index) for index in indexes] == [items[index] for index in indexes]
    packed.close()


@pytest.mark.parametrize(
    ("iterable", "items"),
    [
        ([1, "a", None], [1, "a", None]),
        ((1, 2), [1, 2]),
        ({"x": 1, "y": 2}, ["x", "y"]),
        (range(3), [0, 1, 2]),
        ("word", ["w", "o", "r", "d"]),
        (b"ab", [97, 98]),
        (zip("ab", [1, 2], strict=True), [("a", 1), ("b", 2)]),
        (map(abs, [-1, -2]), [1, 2]),
        (enumerate("ab"), [(0, "a"), (1, "b")]),
        ((number * 2 for number in range(3)), [0, 2, 4]),
        (np.array([3, 4]), [3, 4]),
        ({"only"}, ["only"]),
        ([], []),
        (iter(()), []),
    ],
)
def test_anything_that_can_be_iterated_gives_its_items(
    packed: Packed, iterable: Any, items: list[Any]
) -> None:
    assert taken(packed, iterable) == items


def test_a_table_of_numbers_gives_its_rows(packed: Packed) -> None:
    rows = taken(packed, np.arange(12).reshape(4, 3))
    assert [row.tolist() for row in rows] == [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]]


def test_a_generator_is_pulled_a_thousand_small_items_ahead_at_the_most(packed: Packed) -> None:
    """Pulled and not yet pickled: never all of them."""
    pulled = named = most_ahead = 0

    def items() -> Iterator[int]:
        nonlocal pulled
        for number in range(100_000):
            pulled += 1
            yield number

    def name(item: int) -> int:
        nonlocal named, most_ahead
        most_ahead = max(most_ahead, pulled - named)
        named += 1
        return item

    width, _ = ItemWriter(packed.writer, name=name).write(items())
    assert width == named == 100_000
    assert most_ahead <= GROUP_ITEMS_MAX


def test_a_generator_is_written_block_by_block_while_it_is_pulled(packed: Packed) -> None:
    def items() -> Iterator[tuple[int, bytes]]:
        for number in range(200):
            yield number, packed.size().to_bytes(8) + bytes(50_000)

    reader = packed.items(packed.take(items()))
    sizes = [int.from_bytes(reader.item(index)[1][:8]) for index in range(200)]
    assert max(later - sooner for sooner, later in pairwise(sizes)) < 3 * BLOCK_BYTES
    assert len(set(sizes)) >= 5


class Large:
    """An item that takes memory, and tells how many of its kind there are."""

    alive = 0

    def __init__(self) -> None:
        Large.alive += 1
        self.array = np.zeros(BLOCK_BYTES // 8)

    def __del__(self) -> None:
        Large.alive -= 1

    def __reduce__(self) -> Any:
        return np.asarray, (self.array,)


def test_large_items_of_a_generator_are_held_a_few_at_a_time(packed: Packed) -> None:
    most = 0

    def items() -> Iterator[Large]:
        nonlocal most
        for _ in range(40):
            yield Large()
            most = max(most, Large.alive)

    assert packed.items(packed.take(items())).index.width == 40
    assert most <= 4


def test_items_that_share_a_big_object_store_it_once_in_a_block(packed: Packed) -> None:
    shared = {number: str(number) for number in range(20_000)}
    before = packed.size()
    location = packed.take({"at": number, "table": shared} for number in range(1_000))
    assert packed.size() - before < 1_000_000
    reader = packed.items(location)
    assert reader.item(999) == {"at": 999, "table": shared}


def test_a_large_array_that_all_items_hold_is_stored_once(packed: Packed) -> None:
    array = np.arange(50_000)
    before = packed.size()
    location = packed.take([(number, array.copy()) for number in range(200)])
    assert packed.size() - before < 2 * array.nbytes
    number, again = packed.items(location).item(150)
    assert number == 150
    assert np.array_equal(again, array)


@pytest.mark.parametrize("size", [3, 3_000, 300_000])
def test_each_task_gets_a_copy_of_its_own(packed: Packed, size: int) -> None:
    shared = np.zeros(size)
    reader = packed.items(packed.take([{"list": [1], "array": shared} for _ in range(3)]))
    mine = reader.item(0)
    mine["list"].append(2)
    mine["array"][:] = 7
    assert reader.item(0)["list"] == [1]
    assert all(reader.item(index)["array"].sum() == 0 for index in range(3))


def test_a_copy_of_a_large_array_is_mapped_and_not_copied(packed: Packed) -> None:
    reader = packed.items(packed.take([np.zeros(300_000), np.zeros(3)]))
    large = reader.item(0)
    while getattr(large, "base", None) is not None:
        large = large.base
    assert isinstance(large.obj, mmap.mmap)


@pytest.mark.parametrize("copies", [True, False])
@pytest.mark.parametrize("size", [3, 3_000, 300_000])
def test_equal_arrays_of_one_item_stay_two(packed: Packed, size: int, copies: bool) -> None:
    """Also where the process runs one task only, and gets its item as it was loaded."""
    reader = packed.items(packed.take([{"one": np.zeros(size), "other": np.zeros(size)}]), copies=copies)
    item = reader.item(0)
    item["one"][0] = 1
    assert item["other"][0] == 0


def test_an_item_keeps_what_it_holds_twice(packed: Packed) -> None:
    pair = ["x"]
    item = taken(packed, [(pair, pair)])[0]
    assert item[0] is item[1]


def test_an_item_that_cannot_be_pickled_is_named_by_index_and_part(packed: Packed) -> None:
    items = [{"number": number, "make": None} for number in range(700)]
    items[613]["make"] = lambda: 1  # type: ignore[assignment]
    with pytest.raises(UnpicklableArtifactError) as caught:
        packed.take(items)
    assert caught.value.message.startswith("Item 613 of the foreach (number=613,make=")
    assert "['make'] is a function" in caught.value.message
    assert "Fan out over something" in caught.value.remedy


def test_an_error_of_the_iterator_itself_is_the_users_own(packed: Packed) -> None:
    def items() -> Iterator[int]:
        yield 1
        raise OSError("the list of files is gone")

    with pytest.raises(OSError, match="the list of files is gone"):
        packed.take(items())


def test_a_guard_stops_an_endless_generator(packed: Packed) -> None:
    def forever() -> Iterator[int]:
        while True:
            yield 1

    with pytest.raises(TooWide):
        ItemWriter(packed.writer, width_max=5_000).write(forever())


def test_as_many_items_as_the_guard_allows_are_taken(packed: Packed) -> None:
    assert ItemWriter(packed.writer, width_max=5_000).write(range(5_000))[0] == 5_000


def test_names_are_those_of_the_items_whatever_block_they_are_in(packed: Packed) -> None:
    items = [*range(3_000), {"lr": 0.1, "depth": 3}, "text", *({"n": n} for n in range(3_000)), 0.5]
    reader = packed.items(packed.take(items))
    assert [reader.key(index) for index in (0, 2_999, 3_000, 3_001, 3_002, 6_001, 6_002)] == [
        "0",
        "2999",
        "lr=0.1,depth=3",
        "text",
        "n=0",
        "n=2999",
        "0.5",
    ]


def test_names_may_be_given(packed: Packed) -> None:
    writer = ItemWriter(packed.writer, name=lambda item: item["id"])
    _, location = writer.write({"id": f"item {number}", "data": bytes(9)} for number in range(2_000))
    reader = packed.items(location)
    assert (reader.key(0), reader.key(1_999)) == ("item 0", "item 1999")


def test_a_damaged_block_is_an_error(packed: Packed) -> None:
    location = packed.take([str(number) * 10 for number in range(3_000)])
    packed.spoil(location.offset - 3)
    with pytest.raises(DamageError, match=r"3-1\.pack is damaged"):
        packed.items(location).item(0)


def test_a_short_block_lies_in_the_index_and_is_covered_by_its_crc(packed: Packed) -> None:
    before = packed.size()
    location = packed.take(range(10))
    assert (location.offset, location.stop) == (before, packed.size()), "one frame holds it all"
    packed.spoil(location.stop - 30)
    with pytest.raises(DamageError, match=r"3-1\.pack is damaged"):
        packed.items(location)


class Expensive:
    """An item that must not be made where only its name is wanted."""

    made = 0

    def __init__(self, name: str) -> None:
        Expensive.made += 1
        self.name = name

    def __reduce__(self) -> Any:
        return Expensive, (self.name,)

    def __repr__(self) -> str:
        return f"Expensive({self.name})"


def test_a_name_costs_no_item(packed: Packed) -> None:
    """The driver names failed tasks; it must not load what they work on."""
    reader = packed.items(packed.take(Expensive(str(number)) for number in range(100)))
    Expensive.made = 0
    assert reader.key(7) == "Expensive(7)"
    assert Expensive.made == 0
    assert reader.item(7).name == "7"
    assert reader.key(8) == "Expensive(8)"


class _NeverBack:
    def __reduce__(self) -> tuple[type[int], tuple[str]]:
        return int, ("no number",)


def test_an_item_that_cannot_be_unpickled_is_an_error_of_the_users_and_names_do_without_it(
    packed: Packed,
) -> None:
    reader = packed.items(packed.take([*range(100), _NeverBack()]))
    assert list(reader.keys(98, 101)) == ["98", "99", "<_NeverBack>"]
    with pytest.raises(UnpicklableArtifactError, match="cannot be unpickled: ValueError"):
        reader.item(100)
