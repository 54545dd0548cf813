"""Records that may change are told by their slots, those of their base classes too."""

from __future__ import annotations

import pickle

import pytest

from fanfold.model.slotted import Slotted


class Count(Slotted):
    """A record."""

    __slots__ = ("done", "step")

    def __init__(self, step: str, done: int) -> None:
        self.step = step
        self.done = done


class Total(Count):
    """A record that adds nothing."""

    __slots__ = ()


def test_equal_slots_make_equal_records_of_one_class() -> None:
    assert Count("work", 1) == Count("work", 1)
    assert Count("work", 1) != Count("work", 2)
    assert Total("work", 1) == Total("work", 1)
    assert Total("work", 1) != Total("rest", 1)
    assert Count("work", 1) != Total("work", 1)


def test_a_record_shows_its_slots() -> None:
    assert repr(Total("work", 2)) == "Total(done=2, step='work')"


def test_what_may_change_is_no_key() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(Count("work", 1))


def test_a_record_survives_pickling() -> None:
    assert pickle.loads(pickle.dumps(Total("work", 3), 5)) == Total("work", 3)
