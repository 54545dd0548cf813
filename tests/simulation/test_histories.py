"""Histories with crashes at any moment: nothing done is lost, nothing is recorded twice, nobody is charged
wrongly.

`python -m fanfold.testing --seed S --histories N` plays more of them, and replays the one that failed here.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from fanfold.testing.diary import Diary, How, Lived
from fanfold.testing.simulator import History

BLOCKS = 5
HISTORIES_PER_BLOCK = 80


RARE = (444, 2413)
"""In these it matters what a worker had marked in the chunk before, as it does in two of eight thousand."""


@pytest.mark.parametrize("seed", RARE)
def test_a_mark_of_the_last_chunk_is_not_taken_for_one_of_this(seed: int) -> None:
    History(seed).play()


@pytest.mark.parametrize("block", range(BLOCKS))
def test_every_history_ends_with_each_task_recorded_once_and_right(block: int) -> None:
    for seed in range(block * HISTORIES_PER_BLOCK, (block + 1) * HISTORIES_PER_BLOCK):
        try:
            History(seed).play()
        except Exception as error:
            error.add_note(f"replay: python -m fanfold.testing --seed {seed} --histories 1")
            raise


def test_a_seed_always_plays_the_same_history() -> None:
    one, other = History(7), History(7)
    one.play()
    other.play()
    assert one.diary.entries == other.diary.entries
    assert one.steps == other.steps


def test_histories_are_as_rough_as_they_claim() -> None:
    """Otherwise nothing follows from none of them failing."""
    diaries = []
    for seed in range(100):
        history = History(seed)
        history.play()
        diaries.append(history.diary)
    endings = {how: sum(_ended(diary, how) for diary in diaries) for how in How}
    assert all(endings.values()), endings
    lives = [entry.status for diary in diaries for entry in diary.entries if isinstance(entry, Lived)]
    assert min(lives.count(status) for status in (None, "failed", "interrupted")) > 0


@pytest.mark.processes
def test_the_command_plays_histories_and_says_how_many() -> None:
    command = [sys.executable, "-m", "fanfold.testing", "--seed", "3", "--histories", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "seeds 3 to 4" in done.stdout
    assert "2 histories" in done.stdout
    assert "0 failed" in done.stdout


def _ended(diary: Diary, how: How) -> int:
    return sum(getattr(entry, "how", None) is how for entry in diary.entries)
