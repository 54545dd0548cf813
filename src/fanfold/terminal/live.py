"""A run on a terminal: a line for each step at the bottom, drawn anew; everything else scrolls above.

It is the plain form with a view in place of its lines about progress. Nothing is drawn in the first second,
so that a short run prints what it prints anyway. After that, at the most ten times a second, at a cost that
depends on how many steps there are and not on how many tasks. What tasks print waits for the next drawing, a
tenth of a second at the most.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from fanfold.engine.observer import RunInfo, RunSummary, StepProgress, TaskName
from fanfold.model.status import Failure
from fanfold.terminal.abilities import Abilities
from fanfold.terminal.area import Area
from fanfold.terminal.cells import cut_middle, visible
from fanfold.terminal.flood import Flood
from fanfold.terminal.opening import Opening
from fanfold.terminal.panel import Panel
from fanfold.terminal.plain import Plain
from fanfold.terminal.spans import Part, columns_of, drawn
from fanfold.terminal.stream import Stream
from fanfold.terminal.task_output import prefixed, tamed, without_caught
from fanfold.terminal.tty import Terminal

QUIET_SECONDS = 1.0
PAINT_SECONDS = 0.095
"""A little less than between two ticks: with just as much, every other tick would come too early."""


class Live(Plain):
    """Shows a run on a terminal."""

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
        self._started = self._painted_at = clock()
        self._flood = Flood(self._started)
        self._panel: Panel | None = None

    def run_started(self, info: RunInfo) -> None:
        """Print the first line and the notes, and begin to follow."""
        self._started = self._clock()
        self._panel = Panel(info, self._started)
        super().run_started(info)

    def tick(self, steps: list[StepProgress]) -> None:
        """Draw the view, if it is time."""
        now = self._clock()
        assert self._panel is not None, "a tick of a run that never started"
        self._panel.look(steps, now)
        self._terminal.pump()
        if now - self._painted_at >= PAINT_SECONDS and not self._terminal.is_behind:
            self._painted_at = now
            self._tell_flood()
            self._paint(self._panel, now)

    def _paint(self, panel: Panel, now: float) -> None:
        if now - self._started < QUIET_SECONDS or not self._terminal.is_ours():
            self._area.clear()
            return
        columns, rows = self._terminal.size()
        lines = panel.lines(columns - 1, _rows_of(rows), now, self._abilities.marks)
        texts = [drawn(line, colour=self._abilities.colour) for line in lines]
        self._area.paint(texts, [columns_of(line) for line in lines])

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

    def task_failed(
        self,
        task: TaskName,
        attempt: int,
        failure: Failure,
        *,
        will_retry: bool,
        caught: bool = False,
        tolerated: bool = False,
    ) -> None:
        """Show the first of each kind above, and the last one in the view."""
        if self._panel is not None and not will_retry:
            self._panel.failed(task, failure)
        super().task_failed(task, attempt, failure, will_retry=will_retry, caught=caught, tolerated=tolerated)

    def halted(self, reason: str) -> None:
        """Say that it will end, and why."""
        if self._panel is not None:
            self._panel.stopping()
        super().halted(reason)

    def run_ended(self, summary: RunSummary) -> None:
        """Take the view away and print the summary, which stays."""
        self._area.clear()
        self._tell_flood()
        self._tell_flood()
        self._terminal.finish()
        super().run_ended(summary)

    def _tell_flood(self) -> None:
        assert self._info is not None
        for line in self._flood.receded(self._info.run_id, self._opening.program):
            self._out.line(line)


def _rows_of(rows: int) -> int:
    """How many lines the view may take: what tasks print needs room too."""
    return max(2, min(rows - 1, max(6, rows * 2 // 3)))
