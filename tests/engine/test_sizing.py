"""Chunks hold tens of milliseconds of work, and fewer items as the end comes near."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fanfold.engine.sizing import CHUNK_SECONDS, FIRST_ITEMS, GROWTH, ITEMS_MAX, Sizing
from fanfold.model.names import StepName

FIT = StepName("fit")


def test_the_first_chunk_of_a_step_is_small() -> None:
    assert Sizing().size(FIT, 1_000_000, 2) == FIRST_ITEMS


@given(st.floats(1e-7, 10), st.integers(1, 10**6), st.integers(1, 16))
def test_a_chunk_is_never_empty_and_never_more_than_its_worker_should_get(
    seconds: float, waiting: int, workers: int
) -> None:
    sizing = Sizing()
    sizing.learn(FIT, 10, seconds * 10)
    for _ in range(10):
        size = sizing.size(FIT, waiting, workers)
        assert 1 <= size <= max(1, waiting // (2 * workers))
        assert size <= ITEMS_MAX
        assert size == 1 or size * seconds <= CHUNK_SECONDS * 1.01


def test_chunks_grow_step_by_step_and_only_while_items_are_quick() -> None:
    sizing = Sizing()
    sizing.learn(FIT, 8, 8 * 10e-6)
    sizes = [sizing.size(FIT, 10**9, 2) for _ in range(6)]
    assert all(later <= sooner * GROWTH for sooner, later in pairwise(sizes))
    assert sizes[-1] == int(CHUNK_SECONDS / 10e-6)
    sizing.learn(FIT, 100, 100 * 1.0)
    sizing.learn(FIT, 100, 100 * 1.0)
    assert sizing.size(FIT, 10**9, 2) == 1


def test_steps_are_sized_by_their_own_items() -> None:
    sizing = Sizing()
    sizing.learn(FIT, 1, 5.0)
    assert sizing.seconds(FIT) == 5.0
    assert sizing.seconds(StepName("score")) is None
    assert sizing.size(StepName("score"), 10**6, 1) == FIRST_ITEMS
