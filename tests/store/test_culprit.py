"""What cannot be pickled is named: the way to it, and its type."""

from __future__ import annotations

import threading
from pickle import dumps
from types import SimpleNamespace
from typing import Any

import pytest

from fanfold.store.culprit import explain

LOCK = threading.Lock()


class Deep:
    """Holds a lock in a list in a dict."""

    def __init__(self) -> None:
        self.parts = {"tools": [1, LOCK]}


class Refuses:
    """Does not want to be pickled."""

    def __reduce__(self) -> Any:
        raise ValueError("not me\nand more lines")


def explained(value: Any) -> str:
    try:
        dumps(value, 5)
    except Exception as error:  # noqa: BLE001 - whatever pickle has to say
        return explain(value, error)
    raise AssertionError("it can be pickled")


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (LOCK, "it is a _thread.lock"),
        ([1, LOCK], "[1] is a _thread.lock"),
        ({"a": {"b": LOCK}}, "['a']['b'] is a _thread.lock"),
        (Deep(), ".parts['tools'][1] is a _thread.lock"),
        (SimpleNamespace(x=(1, LOCK)), ".x[1] is a _thread.lock"),
        (lambda: 1, "it is a function"),
        ([Refuses()], "[0] is a tests.store.test_culprit.Refuses"),
        (iter(lambda: 1, 2), "it is a callable_iterator"),
    ],
)
def test_the_part_that_is_to_blame_is_named(value: Any, where: str) -> None:
    assert explained(value).startswith(where)


def test_the_reason_is_its_first_line() -> None:
    assert explained(Refuses()).endswith("(not me)")


def test_a_circle_is_walked_once() -> None:
    circle: list[Any] = [LOCK]
    circle.insert(0, circle)
    assert "_thread.lock" in explained(circle)
