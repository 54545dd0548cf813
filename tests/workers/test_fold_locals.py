"""A fold that keeps something where no checkpoint can hold it is seen to do so."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from threading import Lock
from typing import Any

import pytest

from fanfold.workers.fold_locals import FoldLocals

SEEN: list[int] = []


class Watched:
    """Goes through three numbers; `found` is the first variable that has changed after the second."""

    found: str | None = None

    def over(self, *names: str) -> Iterator[int]:
        """The numbers."""
        kept = FoldLocals(names, sys._getframe(1))
        yield 1
        yield 2
        self.found = kept.changed()
        yield 3


def _numbers(watched: Watched) -> None:
    total = 0
    for number in watched.over("total"):
        total += number


def _a_list(watched: Watched) -> None:
    seen: list[int] = []
    for number in watched.over("seen"):
        seen.insert(0, number)


def _a_method(watched: Watched) -> None:
    kept: Counter[int] = Counter()
    add = kept.update
    for number in watched.over("add"):
        add([number])


def _a_global(watched: Watched) -> None:
    for number in watched.over("SEEN"):
        SEEN.insert(0, number)


def _what_cannot_be_told(watched: Watched) -> None:
    lock = Lock()
    for _ in watched.over("lock"):
        lock.locked()


def _a_function(watched: Watched) -> None:
    total = 0

    def add(number: int) -> None:
        nonlocal total
        total += number

    for number in watched.over("add", "total"):
        add(number)


@pytest.mark.parametrize(
    ("step", "name"),
    [
        (_numbers, "total"),
        (_a_list, "seen"),
        (_a_method, "add"),
        (_a_global, "SEEN"),
        (_what_cannot_be_told, "lock"),
        (_a_function, "total"),
    ],
)
def test_a_variable_that_the_loop_changes_is_named(step: Any, name: str) -> None:
    watched = Watched()
    step(watched)
    assert watched.found == name


def test_what_the_loop_only_reads_or_makes_anew_is_let_alone() -> None:
    watched = Watched()
    weights = {"a": 1.5}
    with open(__file__) as file:
        for number in watched.over("weights", "value", "file", "len", "sys", "Counter", "_numbers"):
            value = weights["a"] * number
            file.read(int(value))
    assert watched.found is None
