"""A run on a terminal: a line for each step at the bottom, drawn anew; everything else scrolls above.

It is drawn at the ticks of the driver, so ten times a second at the most, at a cost that depends on how many
steps there are and not on how many tasks. What tasks print waits for the next tick.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from fanfold.engine.observer import StepProgress, TaskName
from fanfold.terminal.abilities import Abilities
from fanfold.terminal.area import Area
from fanfold.terminal.cells import cut_middle, visible
from fanfold.terminal.flood import Flood
from fanfold.terminal.opening import Opening
from fanfold.terminal.panel import Panel
from fanfold.terminal.spans import Part, columns_of, drawn
from fanfold.terminal.stream import Stream
from fanfold.terminal.task_output import prefixed, tamed, without_caught
from fanfold.terminal.tty import Terminal
from fanfold.terminal.view import View


class Live(View):
    """Shows a run on a terminal."""

    seconds_between = 0.195  # with just the time between two ticks, every other one would come too early

    def __init__(
        self,
        terminal: Terminal,
        err: Stream,
        opening: Opening,
        abilities: Abilities,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._area = Area(terminal, reflows=abilities.reflows)
        super().__init__(self._area, err, opening, clock=clock)
        self._terminal = terminal
        self._abilities = abilities
        self._flood = Flood(clock())

    def tick(self, steps: list[StepProgress]) -> None:
        """Draw the view, if it is time."""
        self._terminal.pump()
        super().tick(steps)

    def is_due(self, now: float) -> bool:
        """At every tick when something waits to be written above, else at every other; and not while the
        terminal has not taken the last drawing.
        """
        if self._terminal.is_behind:
            return False
        return self._area.has_news or super().is_due(now)

    def draw(self, panel: Panel, now: float) -> None:
        """Draw it at the bottom, while that is ours."""
        self._tell_flood()
        if self.is_quiet(now) or not self._terminal.is_ours():
            self._area.clear()
            return
        columns, rows = self._terminal.size()
        lines = panel.lines(columns - 1, _rows_of(rows), now, self._abilities.marks)
        texts = [drawn(line, colour=self._abilities.colour) for line in lines]
        self._area.paint(texts, [columns_of(line) for line in lines])

    def put_away(self, panel: Panel) -> None:
        """Take it from the screen, and have the terminal take all that waits."""
        self._area.clear()
        self._flood.subside()
        self._tell_flood()
        self._terminal.finish()

    def output(self, task: TaskName, stream: str, data: bytes) -> None:
        """Have it scroll by above, as much of it as a screen can show."""
        theirs = without_caught(data)
        if theirs:
            outrun = self._terminal.is_outrun
            shown = self._flood.let_through(task, theirs, self._clock(), outrun=outrun)
            if shown:
                self._out.write(prefixed(tamed(shown, colour=self._abilities.colour), self._prefix(task)))

    def _prefix(self, task: TaskName) -> str:
        columns, _ = self._terminal.size()
        name = cut_middle(visible(task.short), max(12, columns // 3), mark=self._abilities.marks.cut)
        return drawn([Part(f"[{name}]", "dim", gap=0), Part(" ", gap=0)], colour=self._abilities.colour)

    def _tell_flood(self) -> None:
        assert self._info is not None, "a drawing of a run that never started"
        for line in self._flood.receded(self._info.run_id, self._opening.program):
            self._out.line(line)


def _rows_of(rows: int) -> int:
    """How many lines the view may take: what tasks print needs room too."""
    return max(2, min(rows - 1, max(6, rows * 2 // 3)))
