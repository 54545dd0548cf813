"""However a flow is run, its cards say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fanfold.cards.container import cards_of
from tests.cards.recorded_cards import card_of, newest, record, task_of
from tests.flow_process import run_fanfold

pytestmark = pytest.mark.processes

WAYS = {
    "isolated": ("--isolate",),
    "warm": ("--warm",),
    "inline": ("--inline",),
    "wide": ("--width", "150"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ways") / "runs"


@pytest.mark.parametrize("way", WAYS)
def test_every_task_has_its_card_however_it_is_run(home: Path, way: str) -> None:
    said = record("ways.py", *WAYS[way], "--with", "card", home=home)
    assert said.exit_code == 0, said
    run = newest(home, "WaysFlow")
    assert "<strong>2</strong>" in card_of(run, "work", "2").get()
    assert all(len(cards_of(task)) == 1 for step in run for task in step)
    join = card_of(run, "join").get()
    assert re.search(r'"name">total</span>.*?class="value">\d+<', join, re.DOTALL)
    start = card_of(run, "start").get()
    assert ("hello from start" in start.partition("Source of the step")[0]) is (way != "inline")


def test_cards_are_no_files_and_take_little_room(home: Path) -> None:
    said = record("ways.py", "--width", "300", "--with", "card", home=home)
    assert said.exit_code == 0, said
    run = newest(home, "WaysFlow")
    assert not (run.path / "cards").exists()
    packed = sum(file.stat().st_size for file in (run.path / "packs").iterdir())
    assert packed < 300 * 4000, "a default card of a small task takes less than 4 kB"


def test_a_damaged_card_is_named_by_verify(home: Path) -> None:
    run = newest(home, "WaysFlow")
    _, _, (pack, offset, length, *_) = task_of(run, "end")._record.cards[0]  # type: ignore[union-attr, index]
    file = run._run.folder.pack(pack)
    data = bytearray(file.read_bytes())
    data[offset + length // 2] ^= 0xFF
    file.write_bytes(data)
    verified = run_fanfold("verify", run.id, home=home)
    assert verified.exit_code == 1, verified
    assert "the default card of end" in verified.out + verified.err
