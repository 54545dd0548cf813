"""One is one."""

from __future__ import annotations

from fanfold.model.counted import counted


def test_one_of_a_thing_is_no_plural() -> None:
    told = [counted(number, "second") for number in (0, 1, 1.0, 0.5, 2, 12000)]
    assert told == ["0 seconds", "1 second", "1 second", "0.5 seconds", "2 seconds", "12,000 seconds"]
