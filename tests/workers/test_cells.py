"""Words in shared memory: what one side writes the other reads, and nothing runs over."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanfold.workers.cells import (
    COUNT_MASK,
    LIMIT_SLOTS,
    LIMITS,
    MARK,
    OFFSET_MASK,
    SEATS_MAX,
    WORDS,
    Board,
    Cells,
    done_word,
    mark_word,
    read_done,
    read_mark,
)


@given(st.integers(0, COUNT_MASK), st.integers(0, OFFSET_MASK))
def test_a_count_and_an_offset_share_a_word(count: int, offset: int) -> None:
    word = done_word(count, offset)
    assert 0 <= word < 1 << 64
    assert read_done(word) == (count, offset)


@given(st.integers(0, COUNT_MASK))
def test_a_count_begins_anew_after_sixteen_million(count: int) -> None:
    assert read_done(done_word(COUNT_MASK + 1 + count, 7)) == (count, 7)


@given(st.integers(1, (1 << 31) - 1), st.integers(0, (1 << 31) - 1))
def test_a_mark_names_a_chunk_and_a_position_in_it(chunk: int, position: int) -> None:
    word = mark_word(chunk, position)
    assert 0 < word < 1 << 64
    assert read_mark(word) == (chunk, position)


def test_no_mark_is_nothing_in_hand() -> None:
    assert read_mark(0) is None


def test_seats_do_not_touch_each_other() -> None:
    board = Board()
    seats = [Cells(board, number) for number in (0, 1, SEATS_MAX - 1)]
    for number, seat in enumerate(seats, 1):
        for word in range(WORDS):
            seat.words[word] = number
    seats[1].clear()
    assert [list(seat.words) for seat in seats] == [[1] * WORDS, [0] * WORDS, [3] * WORDS]
    with pytest.raises(IndexError):
        seats[0].words[WORDS] = 1


def test_there_is_a_word_for_each_limit() -> None:
    assert LIMITS + LIMIT_SLOTS <= WORDS
    assert LIMITS > MARK


@pytest.mark.processes
def test_another_process_writes_to_the_same_words() -> None:
    board = Board()
    cells = Cells(board, 7)
    child = os.fork()
    if not child:
        Cells(Board(board.descriptor), 7).words[MARK] = mark_word(3, 14)
        os._exit(0)
    os.waitpid(child, 0)
    assert read_mark(cells.words[MARK]) == (3, 14)
