"""`--with`: how its text is read."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanfold.flow.decorators.decorator import DecoratorError
from fanfold.flow.decorators.step.retry import Retry
from fanfold.flow.with_specs import parse, parse_all
from fanfold.model.errors import FanfoldError


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("retry", {"times": 3, "minutes_between_retries": None}),
        ("retry:times=2,minutes_between_retries=0.5", {"times": 2, "minutes_between_retries": 0.5}),
        ("catch:var=error,print_exception=false", {"var": "error", "print_exception": False}),
        ('environment:vars={"A": "1", "B": "x,y"}', {"vars": {"A": "1", "B": "x,y"}}),
        ("kubernetes:image=python:3.11,cpu=2", {"image": "python:3.11", "cpu": 2}),
        ("timeout:seconds=30", {"seconds": 30, "minutes": 0, "hours": 0}),
    ],
)
def test_values_are_json_else_numbers_else_text(text: str, attributes: dict[str, object]) -> None:
    assert parse(text).attributes == attributes


@pytest.mark.parametrize(
    "name", ["card", "isolate", "warm", "parallel", "secrets", "resources", "conda", "nim"]
)
def test_every_step_decorator_can_be_given(name: str) -> None:
    assert parse(name).name == name


def test_the_last_of_a_name_counts() -> None:
    assert parse_all(["retry:times=1", "catch", "retry:times=2"])[0] == Retry(times=2)


def test_an_unknown_decorator_is_refused_with_a_near_one() -> None:
    with pytest.raises(DecoratorError, match="--with rety") as caught:
        parse("rety")
    assert "retry" in caught.value.remedy


@pytest.mark.parametrize(
    "text", ["retry:3", "retry:times=-1", "retry:tims=1", "project:name=x", "schedule", ""]
)
def test_what_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(DecoratorError) as caught:
        parse(text)
    assert caught.value.remedy


@given(st.text())
def test_no_text_makes_it_fail_otherwise(text: str) -> None:
    for given_text in (text, f"retry:{text}", f"retry:times={text}"):
        with suppress(FanfoldError):
            parse(given_text)
