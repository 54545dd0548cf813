"""A chunk arrives as it was sent, though its parts travel as plain tuples."""

from __future__ import annotations

from pickle import dumps, loads
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fanfold.model.place import Span
from fanfold.store.location import Location
from fanfold.store.rows import Block
from fanfold.workers.messages import Around, Chunk, FanBrief, JoinBrief, LostTask

NUMBERS = st.integers(0, 1 << 40)
STEPS = st.sampled_from(["fit", "score"])
PLACES = st.builds(Location, st.just("3-1"), NUMBERS, NUMBERS)
SPANS = st.builds(Span, NUMBERS, STEPS, NUMBERS, NUMBERS, NUMBERS)
BLOCKS = st.lists(st.builds(Block, NUMBERS, NUMBERS, st.just("3-1"), NUMBERS, NUMBERS), max_size=2).map(tuple)
AROUND = st.builds(Around, NUMBERS, NUMBERS, NUMBERS, st.none() | PLACES, PLACES)
FANS = st.builds(
    FanBrief,
    NUMBERS,
    NUMBERS,
    st.none() | PLACES,
    st.none() | PLACES,
    st.lists(AROUND, max_size=2).map(tuple),
)
LOST = st.builds(LostTask, NUMBERS, STEPS, NUMBERS, NUMBERS, st.none() | PLACES, st.none())
JOINS = st.builds(
    JoinBrief,
    st.none() | FANS,
    st.lists(STEPS).map(tuple),
    st.lists(BLOCKS, max_size=2).map(tuple),
    st.lists(LOST, max_size=1).map(tuple),
    st.none() | NUMBERS,
    st.booleans(),
)
CHUNKS = st.builds(
    Chunk,
    NUMBERS,
    st.lists(SPANS, max_size=2).map(tuple),
    st.lists(STEPS).map(tuple),
    NUMBERS,
    st.lists(FANS, max_size=2).map(tuple),
    st.lists(st.none() | st.tuples(st.just(("fit",)), st.none(), BLOCKS), max_size=2).map(tuple),
    st.dictionaries(st.tuples(NUMBERS, NUMBERS), JOINS, max_size=2),
    st.none() | st.just(("a", "b", "c")),
    st.none() | st.just((4, "0")),
    st.booleans(),
    st.booleans(),
)


def kinds(value: Any) -> Any:
    """The types of all parts: a named tuple is equal to a plain one."""
    if isinstance(value, tuple):
        return (type(value), *map(kinds, value))
    if isinstance(value, dict):
        return {name: kinds(each) for name, each in value.items()}
    return type(value)


@settings(max_examples=50)
@given(CHUNKS)
def test_a_chunk_comes_as_it_was_sent(chunk: Chunk) -> None:
    came = loads(dumps(chunk, 5))
    assert came == chunk
    assert kinds(came) == kinds(chunk)
