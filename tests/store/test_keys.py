"""Names of items: short, in one line, and never an error."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanfold.model.limits import KEY_CHARS_MAX, KEY_TEXT_CHARS_MAX
from fanfold.store.keys import is_plain, key_of


class Rude:
    """Has no representation."""

    def __repr__(self) -> str:
        raise RuntimeError("no")


class Lines:
    """Has one of several lines."""

    def __repr__(self) -> str:
        return "one\n  two"


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ("a/path/of any length, as it is, since it is the name of something", None),
        (7, "7"),
        (0.1, "0.1"),
        (True, "True"),
        (np.int64(7), "7"),
        (np.float32(0.5), "0.5"),
        (None, "None"),
        ({"lr": 0.1, "batch": 32}, "lr=0.1,batch=32"),
        (("rf", 3), "rf,3"),
        (["a", None], "a,None"),
        (object(), "<object>"),
        ({"of": object()}, "of=<object>"),
        (Lines(), "one two"),
        ({}, "{}"),
        ([], "[]"),
        ((), "()"),
        ("", "''"),
        ("\n", "'\\n'"),
    ],
)
def test_an_item_is_named_by_what_it_is(item: Any, key: str | None) -> None:
    assert key_of(item) == (item if key is None else key)


ITEMS = st.recursive(
    st.none() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@settings(max_examples=50)
@given(ITEMS)
def test_a_name_that_is_no_text_or_number_is_short(item: Any) -> None:
    if not is_plain(item):
        assert len(key_of(item)) <= KEY_CHARS_MAX


@given(st.text() | st.dictionaries(st.text(max_size=5), st.text()) | st.lists(st.text(), max_size=3))
def test_a_name_is_one_line_of_bounded_length(item: Any) -> None:
    key = key_of(item)
    assert key.isprintable() and key
    assert len(key) <= KEY_TEXT_CHARS_MAX


def test_a_document_is_named_by_its_beginning() -> None:
    assert key_of("Call me Ishmael.\nSome years ago…\n") == "Call me Ishmael. Some years ago…"
    assert key_of("x" * 10**6) == "x" * 199 + "…"
    assert key_of("\x1b[31mred") == "[31mred"


def test_an_item_whose_own_repr_fails_has_a_name_all_the_same() -> None:
    assert key_of(Rude()).startswith("<Rude")
    assert key_of({"x": Rude()}).startswith("x=<Rude")


def test_a_large_item_is_named_without_writing_it_out() -> None:
    assert len(key_of(list(range(10**6)))) <= KEY_CHARS_MAX
    assert len(key_of(np.zeros(10**6))) <= KEY_CHARS_MAX
