"""Writing to a terminal without ever waiting for it.

A terminal may be slow (a line across the world) or stand still (Ctrl-S, a selection in the window). Who
writes to it is then held up in the middle of a write; here that would be the driver, and the run with it. So
the terminal is opened once more, for ourselves, and written without blocking: our own opening, since others
share the one that we inherited, and would find it changed. What it does not take is kept and offered again at
the next tick.
"""

from __future__ import annotations

import os
from typing import BinaryIO

from fanfold.terminal.stream import Stream

BACKLOG_BYTES_MAX = 64 * 1024
"""More than a few screens: what comes while so much waits is not worth to be shown."""


class Terminal(Stream):
    """A terminal, as a stream. `finish` before the program ends."""

    def __init__(self, binary: BinaryIO) -> None:
        super().__init__(binary)
        self._own = _opened_again(binary)
        self._binary_too = binary
        self._waiting = bytearray()

    @property
    def is_outrun(self) -> bool:
        """Whether it has not yet taken what it was given before."""
        return len(self._waiting) > BACKLOG_BYTES_MAX

    @property
    def is_behind(self) -> bool:
        """Whether anything waits to be taken."""
        return bool(self._waiting)

    def size(self) -> tuple[int, int]:
        """Its columns and rows now; 80 by 24 where it does not say."""
        try:
            columns, rows = os.get_terminal_size(self._binary_too.fileno())
        except (OSError, ValueError):
            columns, rows = 0, 0
        return columns or 80, rows or 24

    def is_ours(self) -> bool:
        """Whether this program is in the foreground, so that the cursor is where it left it."""
        try:
            return os.tcgetpgrp(self._binary_too.fileno()) == os.getpgrp()
        except (OSError, ValueError):
            return True

    def write(self, data: bytes) -> None:
        """Write these bytes, now or when they are taken."""
        if self._own is None:
            super().write(data)
            return
        self._waiting += data
        self.pump()

    def pump(self) -> None:
        """Offer what waits."""
        while self._waiting and self._own is not None:
            try:
                del self._waiting[: os.write(self._own, self._waiting)]
            except BlockingIOError:
                return
            except OSError:  # it hung up; nobody looks any more
                self._waiting.clear()

    def finish(self) -> None:
        """Write what waits, however long that takes, and give the descriptor back: from now on it is an
        ordinary stream.
        """
        self.pump()
        rest, self._waiting = bytes(self._waiting), bytearray()
        if self._own is not None:
            os.close(self._own)
            self._own = None
        if rest:
            super().write(rest)


def _opened_again(binary: BinaryIO) -> int | None:
    """A descriptor of our own on the same terminal, that does not block; None if there cannot be one."""
    try:
        name = os.ttyname(binary.fileno())
        return os.open(name, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except (OSError, ValueError):
        return None
