"""What is written down of an exception: its type, first line, the line of user code, and the traceback as
people read it.
"""

from __future__ import annotations

import os
from types import TracebackType

from fanfold.model.errors import FanfoldError, TaskTimeoutError
from fanfold.model.status import Cause
from fanfold.store.codec import type_name
from fanfold.store.masking import Veil

Told = tuple[str, str, str, str, str]
"""(cause, type, message, where, traceback), as records hold it."""

_OURS = __file__.removesuffix("workers/failing.py")
_STANDARD = os.__file__.removesuffix("os.py")
_INSTALLED = ("/site-packages/", "/dist-packages/")
"""Not by `sys.prefix`: that may be /usr, and a flow in /usr/src/app."""

_formatted: dict[tuple[object, ...], str] = {}
_FORMATTED_MAX = 256


def tell(error: BaseException, veil: Veil) -> Told:
    """What a record says of this exception, without what the run hides."""
    cause = Cause.TIMEOUT if isinstance(error, TaskTimeoutError) else Cause.ERROR
    frames = user_frames(error.__traceback__)
    where, trace = _where(frames, error), _formatted_trace(error, frames)
    return (cause.value, type_name(error), _message(error, veil), where, veil.over(trace))


def _message(error: BaseException, veil: Veil) -> str:
    try:
        text = str(error)
    except BaseException:  # noqa: BLE001 - the user's own __str__, which may even exit
        return ""
    if isinstance(error, SystemExit):
        return veil.over(f"The step called sys.exit({text}).")
    if isinstance(error, FanfoldError) and error.remedy:
        text = f"{text} {error.remedy}"
    return veil.over(text).split("\n", 1)[0][:500]


def user_frames(trace: TracebackType | None) -> list[tuple[str, int, str]]:
    """(file, line, function) of the traceback, outermost first, without ours at the top."""
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append((code.co_filename, trace.tb_lineno, code.co_name))
        trace = trace.tb_next
    first = next((number for number, frame in enumerate(frames) if not frame[0].startswith(_OURS)), 0)
    return frames[first:]


def _where(frames: list[tuple[str, int, str]], error: BaseException) -> str:
    """The innermost line that the user wrote, as ``file.py:41``: not a library's, not ours."""
    if isinstance(error, FanfoldError) and error.file and error.line:
        return f"{error.file.rpartition('/')[2]}:{error.line}"
    for file, line, _ in reversed(frames):
        if not file.startswith((_OURS, _STANDARD, "<")) and not any(each in file for each in _INSTALLED):
            return f"{file.rpartition('/')[2]}:{line}"
    if not frames or frames[-1][0].startswith(_OURS):  # not a line: what the step left behind was at fault
        return ""
    return f"{frames[-1][0].rpartition('/')[2]}:{frames[-1][1]}"


def _formatted_trace(error: BaseException, frames: list[tuple[str, int, str]]) -> str:
    """The traceback as Python prints it, without our frames at the top.

    The text of a plain one's stack is made once for each stack, since a million items may fail in one line.
    """
    import traceback

    trace = _user_part(error.__traceback__)
    linked = error.__cause__ is not None or (error.__context__ is not None and not error.__suppress_context__)
    if linked or isinstance(error, SyntaxError | BaseExceptionGroup):
        return "".join(traceback.format_exception(type(error), error, trace))
    key = tuple(frames)
    stack = _formatted.get(key)
    if stack is None:
        stack = "".join(traceback.format_tb(trace))
        if len(_formatted) < _FORMATTED_MAX:
            _formatted[key] = stack
    last = "".join(traceback.format_exception_only(type(error), error))
    return f"Traceback (most recent call last):\n{stack}{last}"


def _user_part(trace: TracebackType | None) -> TracebackType | None:
    """The traceback from the first frame on that is not ours; all of it where every frame is."""
    part = trace
    while part is not None and part.tb_frame.f_code.co_filename.startswith(_OURS):
        part = part.tb_next
    return part or trace
