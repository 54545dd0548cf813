"""What tasks print, made fit to stand between the run's own lines: each line says whose it is.

Indentation and colours stay. Of a line that was drawn over and over with carriage returns (a progress bar)
only the last state is kept, and nothing if that is blank (a bar that was taken away): a log file has no
cursor.
"""

from __future__ import annotations

import re

UP = b"\x1b[A"
BARS_MAX = 4

CAUGHT_FIRST = b"@catch caught an exception from <flow "
CAUGHT_NEXT = b">  "
"""How `@catch` begins the lines that it prints, in the reference's words."""


def prefixed(data: bytes, prefix: str) -> bytes:
    """`data` with the prefix before each line, and a line end after the last."""
    head = prefix.encode("utf-8", "backslashreplace")
    if data.count(b"\n") == 1 and data.endswith(b"\n") and b"\r" not in data and UP not in data:
        return head + data  # as most tasks print
    data = _redrawn(data)
    lines = data.removesuffix(b"\n").split(b"\n")
    if b"\r" in data:
        lines = [state for line in lines if (state := _last_state(line)) is not None]
    return b"".join(head + line + b"\n" for line in lines)


def without_caught(data: bytes) -> bytes:
    """`data` without the tracebacks that `@catch` prints: who shows failures in groups has shown them once.

    They stay in the task's log.
    """
    if CAUGHT_FIRST not in data:
        return data
    lines = (line.partition(CAUGHT_FIRST) for line in data.splitlines(keepends=True))
    return b"".join(
        before + (b"\n" if before and caught else b"")
        for before, caught, _ in lines
        if not before.startswith(CAUGHT_NEXT)
    )


def _redrawn(data: bytes) -> bytes:
    """`data` with a carriage return for each way up and down again to the same line: bars within bars."""
    if UP in data:
        for levels in range(BARS_MAX, 0, -1):
            data = data.replace(UP * levels + b"\n" * levels, b"\r")
    return data.replace(UP, b"")


def _last_state(line: bytes) -> bytes | None:
    """What a line shows in the end; None if it was drawn over and shows nothing."""
    if b"\r" not in line:
        return line
    state = line.rstrip(b"\r").rpartition(b"\r")[2]
    return state if state.strip() or (line.endswith(b"\r") and not line.rstrip(b"\r")) else None


def tamed(data: bytes, *, colour: bool) -> bytes:
    """Lines without what would move a terminal's cursor or last beyond their end: of all escape sequences
    only colours stay, and each line ends with them switched off.
    """
    if re.search(_CONTROL, data) is None:
        return data
    data = _redrawn(data)
    data = re.sub(_SEQUENCE, lambda found: found[0] if colour and found[1] else b"", data)
    data = re.sub(_ALONE, b"", data)
    if b"\x1b" not in data:
        return data
    return b"\n".join(line + b"\x1b[0m" if b"\x1b" in line else line for line in data.split(b"\n"))


# Compiled when first used, which most runs never do.
_CONTROL = rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_SEQUENCE = (
    rb"(\x1b\[[0-9;:]*m)"  # colours
    rb"|\x1b\[[0-?]*[ -/]*[@-~]"  # all other control sequences
    rb"|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?"  # titles, links and other strings
    rb"|\x1b[ -/]*[0-~]"
)
_ALONE = rb"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]|\x1b(?!\[)"
