"""Errors for a reader, also where nobody catches them.

A decorator that is wrong fails while Python executes the class body, long before a command line of ours could
show it. So the errors that are written for a reader are shown as such by Python's own last resort; all others
stay as they are.
"""

from __future__ import annotations

import sys
from types import TracebackType


def report_plainly() -> None:
    """From now on an uncaught FanfoldError is shown as its report, unless somebody else decides what is
    shown.
    """
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _show


def _show(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    from fanfold.model.errors import ConfigValueError, FanfoldError

    if isinstance(error, FanfoldError):
        print(error.report(), file=sys.stderr)
        is_at_prompt = hasattr(sys, "ps1")
        if isinstance(error, ConfigValueError) and not is_at_prompt:  # the command line was wrong
            sys.exit(2)
    else:
        sys.__excepthook__(kind, error, traceback)
