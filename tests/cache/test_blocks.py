"""`@cache`, many neighbours at once: records that say the same in both runs are taken over where they lie."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import fanfold
from fanfold.model.errors import RunError
from fanfold.store.cache import prune
from fanfold.store.folder import RunFolder
from fanfold.store.kept_blocks import WIDTH_MIN, BlockMaker, block_digest
from fanfold.store.packs import RECORD, PackReader, PackWriter, create
from fanfold.store.records import FROM_FAN, encode
from fanfold.store.verify import verify
from tests.cache.written import Written, reused
from tests.inline_run import Ran

COUNT = 200

quietly = partial(fanfold.map, quiet=True, show_output=False)


@pytest.fixture
def silent(nightly: Written) -> Written:
    """The flow, whose tasks print nothing."""
    nightly.change('        print("working on", self.input)\n', "")
    return nightly


def words(numbers: Iterable[int]) -> str:
    """Items as the flow's parameter gives them."""
    return " ".join(map(str, numbers))


def results(numbers: Iterable[int]) -> list[int]:
    """What their join has to find."""
    return [2 * number + 10 for number in numbers]


def linked(ran: Ran) -> set[str]:
    """The runs whose packs a run took blocks of."""
    return {path.name.split(".")[1] for path in ran.folder.packs.glob("reused.*.*.*.pack")}


def copied(ran: Ran) -> int:
    """How many records of earlier runs it copied."""
    packs = map(PackReader, ran.folder.packs.glob("reused.?.pack"))
    return sum(frame.kind == RECORD for pack in packs for frame in pack.frames(8, pack.size()))


def test_the_same_items_and_a_few_more_copy_nothing(silent: Written) -> None:
    first = silent.run(items=words(range(COUNT)))
    again = silent.run(items=words(range(COUNT + 3)))
    assert (reused(again), copied(again), linked(again)) == (COUNT, 0, {first.folder.run_id})
    assert again.value("join", "results") == results(range(COUNT + 3))
    step = silent.seen(again)["work"]
    assert [task.key for task in step.in_order()] == list(map(str, range(COUNT + 3)))
    assert [task.reused_from for task in step.in_order()] == [first.folder.run_id] * COUNT + [None] * 3
    assert step.table()["reused_from"] == [first.folder.run_id] * COUNT + [None] * 3
    assert (step.counts.reused, step.counts.done) == (COUNT, COUNT + 3)
    assert step["7"].created_at == silent.seen(first)["work"]["7"].created_at
    found = verify(again.folder)
    assert found.damages == ()
    assert found.tasks == COUNT + 3 + 3  # and start, join and end


def test_what_was_put_between_moves_the_rest_whose_records_are_copied(silent: Written) -> None:
    silent.run(items=words(range(COUNT)))
    silent.run(items=words(range(COUNT, 2 * COUNT)))
    numbers = [*range(COUNT), -1, *range(COUNT, 2 * COUNT)]
    again = silent.run(items=words(numbers))
    assert (reused(again), copied(again)) == (2 * COUNT, COUNT)
    assert again.value("join", "results") == results(numbers)
    assert verify(again.folder).damages == ()


def test_blocks_of_many_nights_are_put_together(silent: Written) -> None:
    nights = [silent.run(items=words(range(night * COUNT))) for night in (1, 2, 3)]
    again = silent.run(items=words(range(3 * COUNT)))
    assert (reused(again), copied(again)) == (3 * COUNT, 0)
    assert linked(again) == {night.folder.run_id for night in nights}
    assert again.value("join", "results") == results(range(3 * COUNT))


def test_what_was_taken_over_outlives_the_run_and_the_cache_that_it_came_from(silent: Written) -> None:
    first = silent.run(items=words(range(COUNT)))
    again = silent.run(items=words(range(COUNT)))
    shutil.rmtree(first.folder.path)
    assert [each.run_id for each in prune(silent.home / "Nightly")] == [first.folder.run_id]
    assert [task.data.result for task in silent.seen(again)["work"].in_order()] == results(range(COUNT))
    assert verify(again.folder).damages == ()
    assert reused(silent.run(items=words(range(COUNT)))) == 0, "the cache has forgotten it"


def test_of_a_damaged_block_only_what_is_damaged_is_computed_again(silent: Written) -> None:
    first = silent.run(items=words(range(COUNT)))
    pack = max(first.folder.packs.glob("*-*.pack"), key=lambda path: path.stat().st_size)
    data = bytearray(pack.read_bytes())
    data[data.index(b"result", len(data) // 2)] ^= 1
    pack.write_bytes(data)  # the cache's own link is the same file
    again = silent.run(items=words(range(COUNT)))
    assert (reused(again), again.value("join", "results")) == (COUNT - 1, results(range(COUNT)))
    assert any("1 kept result of work cannot be read any more" in note for note in silent.notes)
    assert verify(again.folder).damages == ()


def test_damage_that_came_later_is_found_in_the_run_that_took_the_block_over(silent: Written) -> None:
    silent.run(items=words(range(COUNT)))
    again = silent.run(items=words(range(COUNT)))
    (pack,) = again.folder.packs.glob("reused.*.*.*.pack")
    data = bytearray(pack.read_bytes())
    data[data.index(b"result", len(data) // 2)] ^= 1
    pack.write_bytes(data)
    (damage,) = verify(again.folder).damages
    assert damage.what.startswith("the record of work, item ")


@pytest.mark.parametrize(("ttl", "count"), [("7d", COUNT), (1e-9, 0)])
def test_what_is_too_old_is_in_no_block(silent: Written, ttl: str | float, count: int) -> None:
    silent.change("    @cache\n", f"    @cache(ttl={ttl!r})\n")
    silent.run(items=words(range(COUNT)))
    assert reused(silent.run(items=words(range(COUNT)))) == count


def test_large_values_are_in_no_block(silent: Written) -> None:
    silent.change(
        "        self.next(self.join)",
        "        self.big = bytes(300_000) + self.input.encode()\n        self.next(self.join)",
    )
    silent.run(items=words(range(40)))
    again = silent.run(items=words(range(40)))
    assert (reused(again), copied(again), linked(again)) == (40, 40, set())
    assert silent.seen(again)["work"]["7"].data.big[-1:] == b"7"


def test_a_run_that_took_blocks_over_can_be_resumed(silent: Written) -> None:
    first = silent.run(items=words(range(COUNT)))
    silent.change("self.results = [", "assert self.index is not None\n        self.results = [")
    assert not silent.run(items=words(range(COUNT + 1))).succeeded
    silent.change("assert self.index is not None\n", "\n")
    resumed = silent.resume()
    assert resumed.value("join", "results") == results(range(COUNT + 1))
    assert linked(resumed) == {first.folder.run_id}
    assert verify(resumed.folder).damages == ()


def test_an_index_of_an_older_format_gets_them(silent: Written) -> None:
    silent.run(items=words(range(COUNT)))
    index = silent.home / "Nightly" / ".cache" / "index.db"
    with sqlite3.connect(index) as connection:
        connection.execute("DROP TABLE blocks")
        connection.execute("PRAGMA user_version=1")
    connection.close()
    again = silent.run(items=words(range(COUNT)))
    assert (reused(again), copied(again)) == (COUNT, COUNT)
    silent.run(items=words(range(COUNT)), cache=False)
    third = silent.run(items=words(range(COUNT)))
    assert (reused(third), copied(third)) == (COUNT, 0)


def _of_a_dict(item: dict[str, int]) -> int:
    broken = Path("broken")
    if broken.exists() and item["a"] == int(broken.read_text()):
        newest = max(Path("map__of_a_dict").glob("1*/run.json"))
        os.kill(json.loads(newest.read_text())["pid"], signal.SIGKILL)
    if item["a"] == 50:
        raise ValueError("fifty")
    return item["a"]


def test_items_with_other_names_are_in_no_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path))
    items = [{"a": number, "b": -number} for number in range(45)]
    quietly(_of_a_dict, items, key="a", cache=True, inline=True)
    again = quietly(_of_a_dict, items, key="b", cache=True, inline=True)
    assert again.run["work"].counts.reused == 45
    assert again["-7"] == 7
    assert [task.key for task in again.run["work"].in_order()] == [str(-number) for number in range(45)]


def test_a_call_carries_on_a_run_without_copying_what_that_did_or_took_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    items = [{"a": number} for number in range(300)]
    call = partial(quietly, _of_a_dict, max_workers=1, catch=True)
    first = call(items[:150], cache=True)
    assert len(first.failed) == 1
    Path("broken").write_text("250")
    with pytest.raises(RunError, match="was killed by SIGKILL"):
        call(items, cache=True)
    Path("broken").unlink()
    third = call(items)
    assert list(third.ok) == [*range(50), *range(51, 300)]
    counts = third.run["work"].counts
    assert counts.caught == 1, "it is tried again"
    assert 249 <= counts.reused < 299
    assert third.run["work"]["a=7"].reused_from == first.run.id
    assert third.run["work"]["a=299"].reused_from is None
    folder = RunFolder(tmp_path / "map__of_a_dict" / third.run.id)
    assert list(folder.packs.glob("reused.?.pack")) == [], "nothing was copied"
    assert verify(folder).damages == ()


def test_a_block_is_a_row_of_plain_records_of_one_fan(tmp_path: Path) -> None:
    writer = PackWriter(create(tmp_path, "1-1"), "1-1")
    maker = BlockMaker(PackReader(tmp_path / "1-1.pack"), "kept")
    printed = {35 + WIDTH_MIN}
    for index in (*range(WIDTH_MIN), *range(35, 100), *range(3)):
        output = (0, 1, 0, 0) if index in printed else None
        fields: tuple[Any, ...] = (
            "work",
            1,
            index,
            0,
            0,
            1,
            5.0 + index,
            0.5,
            output,
            FROM_FAN,
            0,
            {},
            f"item {index}",
        )
        offset, payload = writer.offset, encode(fields)
        writer.append(RECORD, payload)
        maker.add(b"prefix", bytes([index] * 16), fields, offset, writer.offset - offset)
    blocks = [block for _, block in maker.blocks()]
    assert [(block.first, block.stop) for block in blocks] == [
        (0, WIDTH_MIN),
        (35, 35 + WIDTH_MIN),
        (36 + WIDTH_MIN, 100),
    ]
    keys, names = (
        [bytes([index] * 16) for index in range(35, 67)],
        [f"item {index}" for index in range(35, 67)],
    )
    assert blocks[1].digest == block_digest(keys, names)
    assert (blocks[1].fan, blocks[1].recorded) == (1, 40.5)
    assert list(maker.blocks()) == []
