"""Names that `key=` gives to items."""

from __future__ import annotations

from types import SimpleNamespace

from fanfold.workers.names import Names


def test_items_are_named_by_a_function_a_key_or_an_attribute() -> None:
    assert Names(lambda item: item * 2)(21) == "42"
    assert Names("id")({"id": "acme"}) == "acme"
    assert Names("id")(SimpleNamespace(id=7)) == "7"


def test_items_that_are_called_the_same_are_told_with_an_example() -> None:
    names = Names("id")
    for number in range(20):
        names({"id": number % 7})
    assert "13 items have the name of an earlier one, such as '0'" in names.complaint()


def test_names_that_differ_are_no_complaint() -> None:
    names = Names(str)
    assert [names(item) for item in (1, "2", 3.0)] == ["1", "2", "3.0"]
    assert names.complaint() == ""
