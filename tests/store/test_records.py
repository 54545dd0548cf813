"""Records: whole, without anybody's code, and short for what is usual."""

from __future__ import annotations

from pickle import loads
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fanfold.model.place import Task
from fanfold.store.records import FROM_FAN, FROM_NOTHING, OPENING_AT, Record, decode, encode, opening

PLACES = st.tuples(st.text(max_size=5), st.integers(0, 1 << 40))
RECORDS = st.builds(
    Record,
    step=st.text(min_size=1, max_size=10),
    fan=st.integers(0, 1 << 40),
    index=st.integers(0, 1 << 40),
    turn=st.integers(0, 100_000),
    attempt=st.integers(0, 10),
    status=st.integers(0, 2),
    started=st.floats(0, 2e9),
    seconds=st.floats(0, 1e6),
    output=st.none() | st.tuples(*[st.integers(0, 1 << 40)] * 4),
    parent=st.just(FROM_FAN) | st.just(FROM_NOTHING) | PLACES,
    depth=st.integers(0, 20),
    entries=st.dictionaries(st.text(), st.none() | st.integers() | st.tuples() | st.tuples(st.binary())),
    key=st.none() | st.text(),
    target=st.none() | st.text(),
    failure=st.none() | st.tuples(*[st.text()] * 5),
    split=st.none() | st.tuples(st.integers(0, 10**6), st.none() | st.just(("3-1", 8, 900))),
    behind=st.none() | PLACES,
)


@settings(max_examples=40)
@given(RECORDS)
def test_a_record_comes_back_as_it_was(record: Record) -> None:
    assert decode(encode(tuple(record))) == record
    assert decode(encode(tuple(record))).task == Task(record.fan, record.step, record.index, record.turn)  # type: ignore[arg-type]


@settings(max_examples=40)
@given(RECORDS)
def test_a_record_is_plain_values_so_that_reading_it_runs_nobodys_code(record: Record) -> None:
    fields: Any = loads(encode(tuple(record)))
    assert type(fields) is tuple


@settings(max_examples=100)
@given(
    RECORDS, st.text(min_size=1, max_size=300), st.integers(0, 1 << 70), st.sampled_from([0, 300, 1 << 17])
)
def test_a_record_is_told_from_others_by_how_it_begins(
    record: Record, step: str, fan: int, large: int
) -> None:
    mine = record._replace(step=step, fan=fan, entries={"large": (bytes(large),)})
    for one, other in ((mine, record), (record, mine)):
        assert encode(tuple(one)).startswith(opening(one.step, one.fan), OPENING_AT)
        is_same = (one.step, one.fan) == (other.step, other.fan)
        assert encode(tuple(other)).startswith(opening(one.step, one.fan), OPENING_AT) == is_same
    for near in (step + "2", "2" + step):
        assert not encode(tuple(mine._replace(step=near))).startswith(opening(step, fan), OPENING_AT)


def test_what_is_not_there_takes_no_room() -> None:
    usual = ("fit", 1, 7, 0, 0, 0, 1e9, 0.1, None, FROM_FAN, 0, {"y": 1}, "7", None, None, None, None, None)
    assert len(loads(encode(usual))) == 13
    assert decode(encode(usual)) == Record(*usual)  # type: ignore[arg-type]
