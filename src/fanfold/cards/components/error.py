"""`Error`: an exception, with its traceback where it has one."""

from __future__ import annotations

import traceback

from fanfold.cards.component import UserComponent
from fanfold.cards.markup import cut, template

TRACE_CHARS_MAX = 20_000


class Error(UserComponent):
    """An exception, below a title."""

    def __init__(self, exception: object, title: str | None = None) -> None:
        self._exception = exception
        self._title = title

    def render(self) -> str:
        """Its HTML."""
        error = self._exception
        trace = ""
        if isinstance(error, BaseException):
            summary = "".join(traceback.format_exception_only(type(error), error)).strip()
            if error.__traceback__ is not None:
                trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        else:
            summary = str(error)
        return template(
            "error.html",
            title=self._title,
            summary=cut(summary, TRACE_CHARS_MAX),
            trace=cut(trace, TRACE_CHARS_MAX),
        )
