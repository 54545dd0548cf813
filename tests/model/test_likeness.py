"""What failed tasks have in common, by their names."""

from __future__ import annotations

import pytest

from fanfold.model.likeness import Likeness, part_around, parts_of


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("lr=1.0,seed=2", {"lr": "lr=1.0", "seed": "seed=2"}),
        ("lr=1.0", {"lr": "lr=1.0"}),
        ("0.3,17", {"0": "0.3", "1": "17"}),
        ("eu/2024/a.csv", {"0": "eu", "1": "2024", "2": "a.csv"}),
        ("lr=1.0,name=a_very_long_na…", {"lr": "lr=1.0"}),
        ("Smith, John", {}),
        ("17", {}),
        ("", {}),
    ],
)
def test_a_name_has_the_parts_that_a_reader_sees_in_it(key: str, parts: dict[str, str]) -> None:
    assert parts_of(key) == parts


def test_what_all_share_and_others_do_not_is_told() -> None:
    assert _told(["lr=1.0,seed=2", "lr=1.0,seed=5"], ["lr=0.1,seed=2", "lr=1.0,seed=2"]) == "lr=1.0"


def test_a_part_that_every_item_has_says_nothing() -> None:
    assert _told(["lr=1.0,seed=2", "lr=1.0,seed=5"], ["lr=1.0,seed=3", "lr=1.0,seed=4"]) == ""


def test_a_single_failure_shares_everything_with_itself_and_nothing_is_told() -> None:
    assert _told(["lr=1.0,seed=2"], ["lr=0.1,seed=2"]) == ""


def test_failures_that_share_nothing_are_not_said_to() -> None:
    assert _told(["lr=1.0,seed=2", "lr=0.1,seed=5"], ["lr=0.3,seed=9"]) == ""


def test_the_item_around_a_task_counts_too() -> None:
    likeness = Likeness()
    for city in ("Lyon", "Nice"):
        likeness.add(part_around("country", "FR") | parts_of(city))
    assert likeness.told([part_around("country", "DE"), parts_of("Bonn")]) == "country=FR"


def _told(failed: list[str], others: list[str]) -> str:
    likeness = Likeness()
    for key in failed:
        likeness.add(parts_of(key))
    return likeness.told(map(parts_of, others))
