"""Lines that stay at the bottom of a terminal while others scroll by above them.

They are drawn anew where they stand, by moving the cursor up. The cursor is never hidden: a program that is
killed could not show it again. Nothing is written below the lines, and none is as wide as the screen, so that
the terminal breaks none of them; where one was broken since, because the window became narrower, it counts as
the rows that it takes now.
"""

from __future__ import annotations

from fanfold.terminal.stream import Stream
from fanfold.terminal.tty import Terminal


class Area(Stream):
    """The bottom of a terminal. What is written to it goes above: at once while no lines stand there, else
    with the next `paint`.
    """

    def __init__(self, terminal: Terminal, *, reflows: bool) -> None:
        self._terminal = terminal
        self._reflows = reflows
        self._above = b""
        self._widths: list[int] = []

    def write(self, data: bytes) -> None:
        """Write whole lines above the area."""
        if self._widths:
            self._above += data
        else:
            self._terminal.write(data)

    def paint(self, lines: list[str], widths: list[int]) -> None:
        """Draw these lines, which take so many columns each, in place of those that stand there."""
        back, above = self._back(), self._above
        drawn = b"\x1b[K\r\n".join(line.encode("utf-8", "backslashreplace") for line in lines)
        # Erased line by line: a screen that is emptied and filled again flickers.
        over = b"\x1b[J" + above + drawn if above else drawn + b"\x1b[J"
        self._terminal.write(back + over)
        self._above, self._widths = b"", widths

    def clear(self) -> None:
        """Take the lines away, and write what waits."""
        if self._widths:
            self._terminal.write(self._back() + b"\x1b[J" + self._above)
            self._above, self._widths = b"", []

    def _back(self) -> bytes:
        """To the beginning of the first line."""
        if not self._widths:
            return b""
        columns, _ = self._terminal.size()
        rows = len(self._widths)
        if self._reflows:
            rows = sum(max(1, -(-width // columns)) for width in self._widths)
        return b"\r" + (b"\x1b[%dA" % (rows - 1) if rows > 1 else b"")
