"""Parameters and constants: a task's own, wherever it could change them."""

from __future__ import annotations

from typing import Any

from fanfold.workers.handout import Handout

VALUES: dict[str, Any] = {"size": 3, "names": ["a"], "options": {"x": [1]}, "text": "t"}


def test_what_one_task_changes_the_next_finds_as_it_was() -> None:
    handout = Handout(VALUES, copies=True)
    mine = handout.for_task()
    mine["names"].append("b")
    mine["options"]["x"].append(2)
    again = handout.for_task()
    assert (again["names"], again["options"]) == (["a"], {"x": [1]})
    assert VALUES["names"] == ["a"]


def test_a_task_finds_its_own_changes_again() -> None:
    mine = Handout(VALUES, copies=True).for_task()
    mine["names"].append("b")
    assert mine["names"] == ["a", "b"]


def test_all_names_are_there() -> None:
    for copies in (True, False):
        mine = Handout(VALUES, copies=copies).for_task()
        assert dict(mine) == VALUES
        assert len(mine) == 4
        assert "nowhere" not in mine


def test_where_nothing_can_change_nothing_is_copied() -> None:
    values = {"size": 3}
    assert Handout(values, copies=True).for_task() is values
