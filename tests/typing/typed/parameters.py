"""Parameters have the type of `type=`, else that of their default; annotations say what artifacts are."""

from __future__ import annotations

from datetime import date
from typing import Any, assert_type

from fanfold import FlowSpec, IncludeFile, JSONType, Parameter, current, step


class Report(FlowSpec):
    """A linear flow."""

    rate = Parameter("rate", default=0.5, help="A share")
    count: Parameter[int] = Parameter("count", type=int, default=3)
    day = Parameter("day", type=date.fromisoformat, default="2024-01-31")
    title = Parameter("title", default="Report")
    table = Parameter("table", type=JSONType, default="[1, 2]")
    words = Parameter("words", separator=",", default="a,b")
    text = IncludeFile("text", default=__file__)

    total: float
    lines: list[str]

    @step
    def start(self) -> None:
        """Compute."""
        self.total = self.rate * self.count
        self.lines = [self.title.upper(), *self.words]
        self.year = self.day.year
        assert_type(self.table, Any)
        assert_type(self.text, str)
        self.next(self.end)

    @step
    def end(self) -> None:
        """Look."""
        assert_type(self.total, float)
        assert_type(self.year, int)
        assert_type(self.nobody_declared_this if self.total < 0 else None, Any | None)
        self.place = current.pathspec
