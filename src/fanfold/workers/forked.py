"""A process that a step forked and that comes back out of the step: at its end, by `sys.exit()`, by an error.

It is a copy of the worker, and whatever it recorded would be recorded twice. So it ends here, as a script
would: an error with its traceback and exit code 1, `sys.exit(n)` with n. Functions that are to run at the
end of the process are the worker's, which still lives.

To ask the system for the process's number after each task would be dear on some machines, so forks are
counted.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

generation = 0
"""How many forks lie between the first process that imported this and this one."""


def _is_child() -> None:
    global generation
    generation += 1


os.register_at_fork(after_in_child=_is_child)


def end(error: BaseException | None) -> NoReturn:
    """End this process, which left its step with this error, or by going on to the next."""
    status = 1
    try:
        status = _status(error)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _status(error: BaseException | None) -> int:
    """The exit code that Python gives such an end. What it prints of it is printed."""
    if error is None:
        return 0
    if not isinstance(error, SystemExit):
        sys.excepthook(type(error), error, error.__traceback__)
        return 1
    if error.code is None or isinstance(error.code, int):
        return (error.code or 0) & 0xFF
    print(error.code, file=sys.stderr)
    return 1
