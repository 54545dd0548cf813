"""Where in the user's file something was written, so that an error can name the line.

Parameters and decorators are checked while Python is still reading the flow's file, when no command of ours
is there to print an error. `wrong_at` therefore also sees to it that such an error, if nobody catches it, is
printed as a reader wants it and not as a traceback through this library.
"""

import sys
from types import FrameType
from typing import TypeVar

from fanfold.flow.uncaught import report_plainly
from fanfold.model.errors import FlowError
from fanfold.model.named import NamedTuple

E = TypeVar("E", bound=FlowError)


class CallSite(NamedTuple):
    """A line of a file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


NOWHERE = CallSite("", 0)


def caller() -> CallSite:
    """The line outside `fanfold.flow` that is being run."""
    frame = caller_frame()
    return CallSite(frame.f_code.co_filename, frame.f_lineno)


def caller_scope() -> str:
    """The name of the class in whose body that line stands (or of the function)."""
    return caller_frame().f_code.co_name


def caller_frame() -> FrameType:
    """The frame outside `fanfold.flow` that is being run."""
    frame = sys._getframe(1)
    while frame.f_back is not None and str(frame.f_globals.get("__name__", "")).startswith("fanfold.flow."):
        frame = frame.f_back
    return frame


def wrong_at(site: CallSite, kind: type[E], message: str, remedy: str) -> E:
    """The error for what is written at `site`; uncaught, it is printed without a traceback."""
    report_plainly()
    return kind(message, remedy=remedy, file=site.file or None, line=site.line or None)
