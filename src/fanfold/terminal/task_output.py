"""What tasks print, made fit to stand between the run's own lines: each line says whose it is.

Indentation and colours stay. Of a line that was drawn over and over with carriage returns (a progress bar)
only the last state is kept: a log file has no cursor.
"""

from __future__ import annotations

import re

CAUGHT_FIRST = b"@catch caught an exception from <flow "
CAUGHT_NEXT = b">  "
"""How `@catch` begins the lines that it prints, in the reference's words."""


def prefixed(data: bytes, prefix: str) -> bytes:
    """`data` with the prefix before each line, and a line end after the last."""
    head = prefix.encode("utf-8", "backslashreplace")
    if data.count(b"\n") == 1 and data.endswith(b"\n") and b"\r" not in data:  # as most tasks print
        return head + data
    return b"".join(head + _last_state(line) + b"\n" for line in data.removesuffix(b"\n").split(b"\n"))


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


def _last_state(line: bytes) -> bytes:
    if b"\r" not in line:
        return line
    return line.rstrip(b"\r").rpartition(b"\r")[2]


def tamed(data: bytes, *, colour: bool) -> bytes:
    """Lines without what would move a terminal's cursor or last beyond their end: of all escape sequences
    only colours stay, and each line ends with them switched off.
    """
    if _CONTROL.search(data) is None:
        return data
    data = _SEQUENCE.sub(lambda found: found[0] if colour and found[1] else b"", data)
    data = _ALONE.sub(b"", data)
    if b"\x1b" not in data:
        return data
    return b"\n".join(line + b"\x1b[0m" if b"\x1b" in line else line for line in data.split(b"\n"))


_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SEQUENCE = re.compile(
    rb"(\x1b\[[0-9;:]*m)"  # colours
    rb"|\x1b\[[0-?]*[ -/]*[@-~]"  # all other control sequences
    rb"|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?"  # titles, links and other strings
    rb"|\x1b[ -/]*[0-~]"
)
_ALONE = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]|\x1b(?!\[)")
