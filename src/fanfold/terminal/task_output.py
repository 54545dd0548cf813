"""What tasks print, made fit to stand between the run's own lines: each line says whose it is.

Indentation and colours stay. Of a line that was drawn over and over with carriage returns (a progress bar)
only the last state is kept: a log file has no cursor.
"""

from __future__ import annotations


def prefixed(data: bytes, prefix: str) -> bytes:
    """`data` with the prefix before each line, and a line end after the last."""
    head = prefix.encode("utf-8", "backslashreplace")
    return b"".join(head + _last_state(line) + b"\n" for line in data.removesuffix(b"\n").split(b"\n"))


def _last_state(line: bytes) -> bytes:
    if b"\r" not in line:
        return line
    return line.rstrip(b"\r").rpartition(b"\r")[2]
