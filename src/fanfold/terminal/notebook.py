"""A run in a notebook: the view is one output of the cell that is replaced by its next state, and what tasks
print stands below it as text.

It is plain HTML, with the same as text beside it, so it needs no extension and stays readable in a notebook
that was saved.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from time import monotonic
from typing import Any

from fanfold.terminal.abilities import Marks
from fanfold.terminal.opening import Opening
from fanfold.terminal.panel import Panel
from fanfold.terminal.spans import Line, drawn
from fanfold.terminal.stream import Stream
from fanfold.terminal.view import View

COLUMNS, ROWS = 100, 40

CSS = {
    "bold": "font-weight:bold",
    "dim": "opacity:.6",
    "red": "color:#d64541",
    "green": "color:#2e9e44",
    "yellow": "color:#b58900",
    "cyan": "color:#1e8fa8",
}
"""Colours that can be read on white and on black."""


class Notebook(View):
    """Shows a run in a notebook's cell."""

    seconds_between = 0.25  # each drawing is a message, to a browser that may be far away

    def __init__(
        self, out: Stream, err: Stream, opening: Opening, *, clock: Callable[[], float] = monotonic
    ) -> None:
        super().__init__(out, err, opening, clock=clock)
        self._handle: Any = None
        self._shown = ""

    def draw(self, panel: Panel, now: float) -> None:
        """Replace what the cell shows."""
        if not self.is_quiet(now):
            self._show(panel.lines(COLUMNS, ROWS, now, Marks()))

    def put_away(self, panel: Panel) -> None:
        """Leave it as it was at the end, if it came to be shown at all."""
        if self._handle is not None:
            self._show(panel.lines(COLUMNS, ROWS, self._clock(), Marks()))

    def _show(self, lines: list[Line]) -> None:
        from IPython.display import display

        text = "\n".join(drawn(line, colour=False) for line in lines)
        if text == self._shown:
            return
        self._shown = text
        bundle = {"text/plain": text, "text/html": html_of(lines)}
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(bundle, raw=True)


def html_of(lines: list[Line]) -> str:
    """The lines as HTML that looks the same in every theme."""
    inner = "\n".join("".join(_part(" " * part.gap, part.text, part.look) for part in line) for line in lines)
    return f'<pre style="line-height:1.3;margin:0">{inner}</pre>'


def _part(gap: str, text: str, look: str) -> str:
    style = CSS.get(look)
    return gap + (f'<span style="{style}">{escape(text)}</span>' if style and text else escape(text))
