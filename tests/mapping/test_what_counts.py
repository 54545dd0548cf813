"""What counts as the code of a mapped function: all that it names, whatever kind of value that is."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

from fanfold.flow.fingerprint import Fingerprint, fingerprint_of
from fanfold.mapping.made_flow import STEP, flow_for


def fingerprint(function: Callable[[Any], Any]) -> Fingerprint:
    return fingerprint_of(flow_for(function, "counted", []), STEP)


def holding(value: Any) -> Callable[[Any], Any]:
    """A function with this value around it."""
    return lambda item: (item, value)


class Scaled:
    def __init__(self, factors: Any) -> None:
        self.factors = factors

    def __call__(self, item: Any) -> Any:
        return self.factors[0] * item


class Shape(ABC):
    __slots__ = ("size",)

    @abstractmethod
    def area(self) -> float: ...


@dataclass
class Point:
    x: int = 0
    tags: list[str] = field(default_factory=list)


class Colour(Enum):
    RED = 1


class Place(NamedTuple):
    x: int


def one(item: int) -> int:
    return item + 1


def two(item: int) -> int:
    return item + 2


@pytest.mark.parametrize(
    ("value", "other"),
    [
        ([1, 2.5, "x"], [1, 2.5, "y"]),
        (dict.fromkeys(range(20_000), 1), {**dict.fromkeys(range(20_000), 1), 7: 2}),
        (np.array([1, 2]), np.array([1, 3])),
        (np.zeros(100_000), np.append(np.zeros(99_999), 1)),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]})),
        (re.compile("a+"), re.compile("b+")),
        ([Path("/x")], [Path("/y")]),
        ({"f": one}, {"f": two}),
        ([lambda item: item + 1], [lambda item: item + 2]),
        ({"a", "b", (1, 2)}, {"a", "b", (1, 3)}),
        (Scaled([Path("x")]), Scaled([Path("y")])),
        ("a,b".split, "a,c".split),
        (partial(np.add, np.float64(2)), partial(np.add, np.float64(3))),
    ],
    ids=lambda value: type(value).__name__,
)
def test_another_value_makes_another_function(value: Any, other: Any) -> None:
    assert fingerprint(holding(value)) == fingerprint(holding(value))
    assert fingerprint(holding(value)).digest != fingerprint(holding(other)).digest
    if callable(value):
        assert fingerprint(value).digest != fingerprint(other).digest
    assert not fingerprint(holding(value)).unread


def test_a_value_that_cannot_be_pickled_counts_by_its_type_and_is_told() -> None:
    found = fingerprint(holding([Lock()]))
    assert found.digest == fingerprint(holding([Lock()])).digest
    assert list(found.unread.values()) == ["builtins.list"]
    assert found.digest != fingerprint(holding((Lock(),))).digest


def test_classes_of_all_kinds_count_with_nothing_left_over() -> None:
    found = fingerprint(lambda item: (Shape, Point(item), Colour.RED, Place(item)))
    assert not found.unread
    assert {"Shape", "Point", "Colour", "Place"} <= found.parts.keys()


def test_functions_and_modules_of_installed_packages_count_by_name() -> None:
    assert fingerprint(holding(np.sqrt)).digest == fingerprint(holding(np.sqrt)).digest
    assert fingerprint(holding(np.sqrt)).digest != fingerprint(holding(np.exp)).digest
    assert fingerprint(np.sqrt).digest != fingerprint(np.exp).digest
    assert not fingerprint(holding(re)).unread
