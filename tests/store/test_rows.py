"""Rows: each task of a fan once, in order, however its records lie."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanfold.model.errors import DamageError
from fanfold.model.status import Status
from fanfold.store import packs
from fanfold.store.loading import Packs
from fanfold.store.packs import RECORD, PackReader, PackWriter
from fanfold.store.records import FROM_FAN, Record, decode, encode
from fanfold.store.rows import Block, Rows

FAN = 5


class Layout:
    """Records of one fan in a few packs, with those of others between, and the blocks that list them."""

    def __init__(self, folder: Path, random: Random) -> None:
        self.folder = folder
        self.random = random
        self.blocks: list[Block] = []
        self.width = 0
        self.written: dict[int, tuple[str, int]] = {}
        self._writers = [self._writer(f"{number}-1") for number in range(3)]

    def _writer(self, stem: str) -> PackWriter:
        return PackWriter(packs.create(self.folder, stem), stem)

    def close(self) -> None:
        for writer in self._writers:
            os.close(writer.descriptor)

    def write(self) -> None:
        """A few blocks of any widths, each in any pack, its records in any order and with others between."""
        for _ in range(self.random.randint(1, 8)):
            self.block(self.random.randint(1, 6), self.random.choice(self._writers))
        self.random.shuffle(self.blocks)

    def block(self, width: int, writer: PackWriter) -> None:
        start = writer.offset
        indexes = list(range(self.width, self.width + width))
        if self.random.random() < 0.3:
            self.random.shuffle(indexes)
        for index in indexes:
            self.noise(writer, index)
            step = self.random.choice(["fit", "try"])
            self.written[index] = (writer.name, self.record(writer, index, step))
        self.blocks.append(Block(self.width, self.width + width, writer.name, start, writer.offset - start))
        self.width += width

    def noise(self, writer: PackWriter, index: int) -> None:
        """What may lie between: failed attempts, other links, other fans, items of a split, large values."""
        for kind in self.random.sample(
            ["failed", "link", "fan", "items", "blob", "far"], self.random.randint(0, 3)
        ):
            if kind == "failed":
                self.record(writer, index, "fit", status=Status.FAILED)
            elif kind == "link":
                self.record(writer, index, "score")
            elif kind == "fan":
                self.record(writer, index, "fit", fan=FAN + 1)
            elif kind == "far":
                self.record(writer, index + 1000, "fit")
            elif kind == "items":
                writer.append(packs.ITEMS, b"items")
            else:
                writer.append_blob([bytes(300_000)])

    def record(
        self, writer: PackWriter, index: int, step: str, *, fan: int = FAN, status: Status = Status.OK
    ) -> int:
        fields = (step, fan, index, 0, 0, int(status), 0.0, 0.0, None, FROM_FAN, 0, {"i": index})
        return writer.append(RECORD, encode((*fields, None, None, None, None, None))).offset


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Packs]:
    packs_ = Packs(tmp_path)
    yield packs_
    packs_.close()


def layout_of(random: Random, folder: Path) -> Layout:
    layout = Layout(folder, random)
    layout.write()
    layout.close()
    return layout


CHANCE = st.randoms(use_true_random=False)


@settings(max_examples=50)
@given(random=CHANCE)
def test_reading_gives_each_index_once_in_order_and_where_it_lies(
    random: Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    layout = layout_of(random, tmp_path_factory.mktemp("packs"))
    store = Packs(layout.folder)
    rows = Rows(store, FAN, ("fit", "try"), layout.blocks)
    assert rows.width == layout.width
    found = list(rows)
    assert [each.record.index for each in found] == list(range(layout.width))
    assert [(each.pack, each.offset) for each in found] == [layout.written[i] for i in range(layout.width)]
    first = random.randrange(layout.width)
    assert [each.record.index for each in rows.start(first)] == list(range(first, layout.width))
    store.close()


@settings(max_examples=50)
@given(random=CHANCE)
def test_any_index_may_be_asked_for_at_any_time(
    random: Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    layout = layout_of(random, tmp_path_factory.mktemp("packs"))
    store = Packs(layout.folder)
    rows = Rows(store, FAN, ("fit", "try"), layout.blocks)
    for _ in range(20):
        index = random.randrange(layout.width)
        assert rows[index].record.index == index
    store.close()


@settings(max_examples=50)
@given(seed=st.integers(0, 1 << 32))
def test_wide_blocks_are_read_as_narrow_ones_are(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """They are read as they lie until something is out of order: a turn of a loop, another item, damage."""
    random, folder = Random(seed), tmp_path_factory.mktemp("packs")
    writer = PackWriter(packs.create(folder, "0-1"), "0-1")
    blocks, wanted = [], []
    for number in range(3):
        start, first = writer.offset, 100 * number
        order = list(range(first, first + 100))
        if random.random() < 0.3:
            random.shuffle(order)
        for index in order:
            turns = 1 if random.random() < 0.98 else random.randint(2, 3)
            for turn in range(turns):
                target = "end" if turn + 1 == turns else "loop"
                fields = ("loop", FAN, index, turn, 0, 0, 0.0, 0.0, None, FROM_FAN, 0, {"turn": turn}, None)
                if random.random() < 0.02:
                    writer.append(
                        RECORD, encode(("loop", FAN, index, turn, 0, int(Status.FAILED), *fields[6:]))
                    )
                    writer.append(RECORD, encode(("other", FAN, index, *fields[3:])))
                writer.append(RECORD, encode((*fields, target, None, None, None, None, None, None)))
            wanted.append((index, turns - 1))
        blocks.append(Block(first, first + 100, "0-1", start, writer.offset - start))
    store = Packs(folder)
    found = list(Rows(store, FAN, ("loop",), blocks))
    assert [(each.record.index, each.record.turn) for each in found] == sorted(wanted)
    assert all(store.record(each.pack, each.offset) == each.record for each in found)
    store.close()
    os.close(writer.descriptor)


def test_of_a_chain_only_the_records_that_are_asked_for_are_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = PackWriter(packs.create(tmp_path, "0-1"), "0-1")
    start = writer.offset
    for index in range(100):
        for fan, step in ((FAN, "fit"), (FAN, "fit2"), (FAN + 1, "test"), (FAN, "test")):
            writer.append(RECORD, encode((step, fan, index, 0, 0, 0, 0.0, 0.0, None, FROM_FAN, 0, {}, None)))
    decoded: list[str] = []

    def noted(payload: bytes) -> Record:
        decoded.append(decode(payload).step)
        return decode(payload)

    monkeypatch.setattr("fanfold.store.rows.decode", noted)
    store = Packs(tmp_path)
    found = list(Rows(store, FAN, ("test",), [Block(0, 100, "0-1", start, writer.offset - start)]))
    assert [each.record.index for each in found] == list(range(100))
    assert decoded == ["test"] * 100
    store.close()
    os.close(writer.descriptor)


def test_a_record_that_is_missing_is_damage_that_names_the_item(tmp_path: Path, store: Packs) -> None:
    layout = Layout(tmp_path, Random(1))
    layout.block(3, layout._writers[0])
    layout.close()
    block = layout.blocks[0]
    rows = Rows(store, FAN, ("fit", "try"), [block._replace(stop=4)])
    with pytest.raises(DamageError, match=r"item 3 of fit/try is missing from .*0-1\.pack"):
        list(rows)


def test_an_index_that_no_block_holds_is_a_key_error_and_never_another_items_record(
    tmp_path: Path, store: Packs
) -> None:
    layout = Layout(tmp_path, Random(1))
    for _ in range(3):
        layout.block(2, layout._writers[0])
    layout.close()
    rows = Rows(store, FAN, ("fit", "try"), [layout.blocks[0], layout.blocks[2]])
    assert rows[1].record.index == 1
    for index in (2, 6, -1):
        with pytest.raises(KeyError):
            rows[index]
    assert rows[5].record.index == 5
    with pytest.raises(KeyError):
        rows[6]


def test_a_turn_of_a_loop_is_not_taken_for_another(tmp_path: Path, store: Packs) -> None:
    writer = PackWriter(packs.create(tmp_path, "0-1"), "0-1")
    start = writer.offset
    for turn in range(4):
        fields = ("loop", FAN, 0, turn, 0, 0, 0.0, 0.0, None, FROM_FAN, 0, {"turn": turn})
        writer.append(RECORD, encode((*fields, None, None, None, None, None)))
    block = Block(0, 1, "0-1", start, writer.offset - start)
    rows = Rows(store, FAN, ("loop",), [block], turn=2)
    assert rows[0].record.entries == {"turn": 2}
    os.close(writer.descriptor)


class Counting(Packs):
    """Counts how often a pack is turned to."""

    times = 0

    def __getitem__(self, name: str) -> PackReader:
        self.times += 1
        return super().__getitem__(name)


def test_short_blocks_that_share_a_range_cost_one_reading_of_it(tmp_path: Path) -> None:
    """Where items went two ways by turns, each way has a block for each item, and all lie in one range."""
    layout = Layout(tmp_path, Random(3))
    for _ in range(300):
        layout.block(2, layout._writers[0])
    layout.close()
    first, last = layout.blocks[0], layout.blocks[-1]
    length = last.offset + last.length - first.offset
    blocks = [block._replace(offset=first.offset, length=length) for block in layout.blocks]
    store = Counting(tmp_path)
    rows = Rows(store, FAN, ("fit", "try"), blocks)
    assert [each.record.index for each in rows] == list(range(600))
    assert [rows[index].record.index for index in reversed(range(600))] == list(reversed(range(600)))
    assert store.times == 1
    store.close()


def test_damage_to_a_record_that_nobody_asks_for_harms_nobody(tmp_path: Path, store: Packs) -> None:
    layout = Layout(tmp_path, Random(3))
    layout.block(3, layout._writers[0])
    layout.close()
    (block,) = layout.blocks
    name, offset = layout.written[2]
    with (tmp_path / f"{name}.pack").open("r+b") as file:
        file.seek(offset + 20)
        file.write(b"\xff\xff\xff")
    rows = Rows(store, FAN, ("fit", "try"), [block])
    assert (rows[0].record.index, rows[1].record.index) == (0, 1)
    with pytest.raises(DamageError, match=rf"record at byte {offset} of .*0-1\.pack is damaged"):
        rows[2]
