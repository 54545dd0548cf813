"""Where lines go: a stream that never raises.

Whoever watches a run may go away (`| head -1`, a closed ssh, a full disk below the log file). The run must
not end for that, so after the first write that fails everything is swallowed, and the descriptor is pointed
at /dev/null: without that, Python's own flush at exit would complain and change the exit code.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, TextIO, cast


class Stream:
    """A binary stream, written line by line and flushed at once."""

    def __init__(self, binary: BinaryIO) -> None:
        self._binary: BinaryIO | None = binary
        self._gathered: list[bytes] | None = None

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is written inside goes out at its end, as one piece: each piece wakes whoever reads."""
        gathered = self._gathered = []
        try:
            yield
        finally:
            self._gathered = None
            if gathered:
                self.write(b"".join(gathered))

    def line(self, text: str = "") -> None:
        """Write one line. A character that UTF-8 cannot hold (half of a pair) is written as an escape."""
        self.write(text.encode("utf-8", "backslashreplace") + b"\n")

    def write(self, data: bytes) -> None:
        """Write these bytes as they are."""
        if self._binary is None:
            return
        if self._gathered is not None:
            self._gathered.append(data)
            return
        try:
            self._binary.write(data)
            self._binary.flush()
        except (OSError, ValueError):  # ValueError: closed by somebody else
            self._give_up(self._binary)

    def is_same_as(self, other: Stream) -> bool:
        """Whether both end at one place: a terminal, or one file below both (`> log 2>&1`). What was said on
        one need not be said on the other then.
        """
        ours, theirs = self.place(), other.place()
        return ours is not None and ours == theirs

    def place(self) -> tuple[int, int] | None:
        """What tells the file or terminal behind it from all others; None where there is none."""
        if self._binary is None:
            return None
        try:
            found = os.fstat(self._binary.fileno())
        except (OSError, ValueError):
            return None
        return found.st_dev, found.st_ino

    def _give_up(self, binary: BinaryIO) -> None:
        self._binary = None
        try:
            descriptor = os.open(os.devnull, os.O_WRONLY)
            os.dup2(descriptor, binary.fileno())
            os.close(descriptor)
        except (OSError, ValueError):  # no descriptor behind it, so there is nothing to silence
            pass


def standard_streams() -> tuple[Stream, Stream]:
    """Streams on what `sys.stdout` and `sys.stderr` are now."""
    import sys

    return Stream(_binary(sys.stdout)), Stream(_binary(sys.stderr))


def _binary(stream: TextIO | None) -> BinaryIO:
    """The bytes below a text stream. In a notebook, or where a program collects what is printed, there are
    none below it, and under `pythonw` there is no stream.
    """
    return getattr(stream, "buffer", None) or cast(BinaryIO, _Text(stream))


class _Text:
    """A text stream that takes bytes."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def write(self, data: bytes) -> None:
        if self._stream is not None:
            self._stream.write(data.decode("utf-8", "backslashreplace"))

    def flush(self) -> None:
        if self._stream is not None:
            self._stream.flush()

    def fileno(self) -> int:
        raise ValueError("there is no descriptor behind it")
