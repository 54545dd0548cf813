"""What a type checker makes of `self.<attribute>`. (mypy checks this file; pytest that it is true.)"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, assert_type

from fanfold.flow.includefile import IncludeFile
from fanfold.flow.jsontype import JSONType
from fanfold.flow.parameters import Parameter
from fanfold.flow.spec import FlowSpec


def parse(text: str) -> dict[str, int]:
    """A parser of a file's text."""
    return {text: len(text)}


class Typed(FlowSpec):
    """A parameter of each kind."""

    rate = Parameter("rate", default=0.1)
    count = Parameter("count", type=int, help="How many")
    day = Parameter("day", type=date.fromisoformat)
    title = Parameter("title")
    anything = Parameter("anything", type=JSONType, default="[1]")
    words = Parameter("words", separator=",")
    text = IncludeFile("text")
    raw = IncludeFile("raw", is_text=False)
    parsed = IncludeFile("parsed", parser=parse)

    if TYPE_CHECKING:

        def told(self) -> None:
            """What mypy knows."""
            assert_type(self.rate, float)
            assert_type(self.count, int)
            assert_type(self.day, date)
            assert_type(self.title, str)
            assert_type(self.anything, Any)
            assert_type(self.words, list[str])
            assert_type(self.text, str)
            assert_type(self.raw, bytes)
            assert_type(self.parsed, dict[str, int])


def test_on_the_class_it_is_the_parameter() -> None:
    assert_type(Typed.rate, Parameter[float])
    assert isinstance(Typed.parsed, IncludeFile)
