"""Conditions on tasks: what they mean, and that they can do nothing but compare."""

from __future__ import annotations

import pytest

from fanfold.client.where import Condition, Row
from fanfold.model.errors import UsageError

ROWS: list[Row] = [
    {"key": "acme", "score": 0.95, "lr": 1.0, "status": "ok", "note": None},
    {"key": "beta", "score": 0.5, "lr": 0.1, "status": "ok", "note": "slow"},
    {"key": "gamma", "score": None, "lr": 0.1, "status": "failed", "note": None},
]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("score > 0.9", ["acme"]),
        ("score <= 0.9", ["beta"]),
        ("not score > 0.9", ["beta", "gamma"]),
        ("0.1 < score < 0.9", ["beta"]),
        ('status == "ok" and lr != 1.0', ["beta"]),
        ('status == "failed" or score > 0.9', ["acme", "gamma"]),
        ('"m" in key', ["acme", "gamma"]),
        ('status not in ("ok", "caught")', ["gamma"]),
        ("score is None", ["gamma"]),
        ("note == None", ["acme", "gamma"]),
        ("score * 2 - 1 > 0.8", ["acme"]),
        ("-score < -0.9", ["acme"]),
        ("score / 0 > 1", []),
        ("True", ["acme", "beta", "gamma"]),
    ],
)
def test_a_condition_means_what_it_says(text: str, keys: list[str]) -> None:
    assert [ROWS[number]["key"] for number in Condition(text).matching(ROWS)] == keys


@pytest.mark.parametrize(
    "text",
    [
        "open('x')",
        "key.upper() == 'ACME'",
        "score.__class__ == 1",
        "[key for key in 'ab']",
        "lambda: 1",
        "key[0] == 'a'",
        "score := 1",
        "2 ** 99999 > score",
        "f'{key}' == 'a'",
        "b'x' == key",
        "score >",
        "import os",
        "score > 1; key",
        "*key",
        "x" * 2000,
        "(" * 900,
        "",
    ],
)
def test_nothing_else_is_taken(text: str) -> None:
    with pytest.raises(UsageError, match="--where") as raised:
        Condition(text)
    assert "score > 0.9" in raised.value.remedy


def test_what_cannot_be_compared_in_any_task_is_told() -> None:
    with pytest.raises(UsageError, match="not supported between instances"):
        Condition("score > 'high'").matching(ROWS)


def test_the_columns_that_it_asks_for_are_known_before_any_row_is_read() -> None:
    assert Condition("score > lr and not (key == 'x' or score < 0)").names == ["score", "lr", "key"]
