"""What tasks print, made fit to stand between the run's own lines: each line says whose it is.

Indentation and colours stay. Of a line that was drawn over and over with carriage returns (a progress bar)
only the last state is kept: a log file has no cursor.
"""

from __future__ import annotations

CAUGHT_FIRST = b"@catch caught an exception from <flow "
CAUGHT_NEXT = b">  "
"""How `@catch` begins the lines that it prints, in the reference's words."""


def prefixed(data: bytes, prefix: str) -> bytes:
    """`data` with the prefix before each line, and a line end after the last."""
    head = prefix.encode("utf-8", "backslashreplace")
    return b"".join(head + _last_state(line) + b"\n" for line in data.removesuffix(b"\n").split(b"\n"))


def without_caught(data: bytes) -> bytes:
    """`data` without the tracebacks that `@catch` prints: who shows failures in groups has shown them once.

    They stay in the task's log.
    """
    if CAUGHT_FIRST not in data:
        return data
    return b"".join(
        line for line in data.splitlines(keepends=True) if not line.startswith((CAUGHT_FIRST, CAUGHT_NEXT))
    )


def _last_state(line: bytes) -> bytes:
    if b"\r" not in line:
        return line
    return line.rstrip(b"\r").rpartition(b"\r")[2]
