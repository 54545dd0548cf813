"""Lines that stay at the bottom of a terminal while others scroll by above them.

They are drawn anew where they stand, by moving the cursor up. The cursor is never hidden: a program that is
killed could not show it again. Nothing is written below the lines, and none is as wide as the screen, so that
the terminal breaks none of them; where one was broken since, because the window became narrower, it counts as
the rows that it takes now.
"""

from __future__ import annotations

from collections.abc import Sequence

from fanfold.terminal.stream import Stream
from fanfold.terminal.tty import Terminal

TOUCHED_UP_MAX = 20
"""So often only lines that have changed are drawn; then all are, since keys that were pressed show too."""


class Area(Stream):
    """The bottom of a terminal. What is written to it goes above: at once while no lines stand there, else
    with the next `paint`.
    """

    def __init__(self, terminal: Terminal, *, reflows: bool) -> None:
        self._terminal = terminal
        self._reflows = reflows
        self._above = b""
        self._lines: list[str] = []
        self._widths: list[int] = []
        self._size = (0, 0)
        self._touched_up = 0

    @property
    def has_news(self) -> bool:
        """Whether anything waits to be written above."""
        return bool(self._above)

    def write(self, data: bytes) -> None:
        """Write whole lines above the area."""
        if self._widths:
            self._above += data
        else:
            self._terminal.write(data)

    def place(self) -> tuple[int, int] | None:
        """That of the terminal."""
        return self._terminal.place()

    def paint(self, lines: list[str], widths: list[int]) -> None:
        """Draw these lines, which take so many columns each, in place of those that stand there."""
        back, above = self._back(), self._above
        size = self._terminal.size()
        if above or size != self._size or len(lines) != len(self._lines) or not self._touched_up:
            # Erased line by line: a screen that is emptied and filled again flickers.
            drawn = _drawn(lines)
            self._terminal.write(back + (b"\x1b[J" + above + drawn if above else drawn + b"\x1b[J"))
            self._touched_up = TOUCHED_UP_MAX
        elif lines != self._lines:
            self._touched_up -= 1
            pairs = zip(lines, self._lines, strict=True)
            self._terminal.write(back + _drawn([line if line != old else None for line, old in pairs]))
        self._above, self._lines, self._widths, self._size = b"", lines, widths, size

    def clear(self) -> None:
        """Take the lines away, and write what waits."""
        if self._widths:
            self._terminal.write(self._back() + b"\x1b[J" + self._above)
            self._above, self._lines, self._widths, self._touched_up = b"", [], [], 0

    def _back(self) -> bytes:
        """To the beginning of the first line."""
        if not self._widths:
            return b""
        columns, _ = self._terminal.size()
        rows = len(self._widths)
        if self._reflows:
            rows = sum(max(1, -(-width // columns)) for width in self._widths)
        return b"\r" + (b"\x1b[%dA" % (rows - 1) if rows > 1 else b"")


def _drawn(lines: Sequence[str | None]) -> bytes:
    """The lines one below the other, each up to the end of the screen; None stays as it is."""
    encoded = (
        b"" if line is None else line.encode("utf-8", "backslashreplace") + b"\x1b[K" for line in lines
    )
    return b"\r\n".join(encoded)
