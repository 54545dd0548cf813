"""The id of a task, as it is written and read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanfold.model.names import parse_task_id, task_id


@pytest.mark.parametrize(
    ("indexes", "turn", "text"),
    [((), 0, "0"), ((3,), 0, "3"), ((2, 7), 0, "2.7"), ((), 4, "0~4"), ((2, 7), 1, "2.7~1")],
)
def test_an_id_is_the_place_and_the_turn(indexes: tuple[int, ...], turn: int, text: str) -> None:
    assert task_id(indexes, turn=turn) == text


@given(st.lists(st.integers(0, 10**9), min_size=1).map(tuple), st.integers(0, 10**6))
def test_an_id_reads_as_what_it_was_written_from(indexes: tuple[int, ...], turn: int) -> None:
    assert parse_task_id(task_id(indexes, turn=turn)) == (indexes, turn)


@pytest.mark.parametrize(
    "text", ["", "x", "1.", ".1", "1~x", "1~2~3", "-1", "1.-2", "1~-1", " 1", "1_0", "+1", "1~", "٣"]
)
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no index"):
        parse_task_id(text)
