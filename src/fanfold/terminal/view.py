"""A run as a view that is drawn anew, and lines beside it: what terminals and notebooks have in common.

It is the plain form with a panel in place of its lines about progress. Nothing is drawn in the first second,
so that a short run prints what it prints anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from fanfold.engine.observer import RunInfo, RunSummary, StepProgress, TaskName
from fanfold.model.status import Failure
from fanfold.terminal.opening import Opening
from fanfold.terminal.panel import Panel
from fanfold.terminal.plain import Plain
from fanfold.terminal.stream import Stream

QUIET_SECONDS = 1.0


class View(Plain):
    """Follows a run on a panel. Who inherits says how it is drawn, and taken away at the end."""

    seconds_between = 1.0
    """How often it is drawn, at the most."""

    def __init__(
        self, out: Stream, err: Stream, opening: Opening, *, clock: Callable[[], float] = monotonic
    ) -> None:
        super().__init__(out, err, opening, clock=clock)
        self._started = self._drawn_at = clock()
        self._panel: Panel | None = None

    def draw(self, panel: Panel, now: float) -> None:
        """Show the panel as it is."""
        raise NotImplementedError

    def put_away(self, panel: Panel) -> None:
        """The run is over: leave what should stay."""
        raise NotImplementedError

    def is_due(self, now: float) -> bool:
        """Whether it is time for another drawing."""
        return now - self._drawn_at >= self.seconds_between

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
        if self.is_due(now):
            self._drawn_at = now
            self.draw(self._panel, now)

    def is_quiet(self, now: float) -> bool:
        """Whether the run is so young that nothing is drawn."""
        return now - self._started < QUIET_SECONDS

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
        """Show the first of each kind in lines, and the last one in the view."""
        if self._panel is not None and not will_retry:
            self._panel.failed(task, failure)
        super().task_failed(task, attempt, failure, will_retry=will_retry, caught=caught, tolerated=tolerated)

    def halted(self, reason: str) -> None:
        """Say that it will end, and why."""
        if self._panel is not None:
            self._panel.stopping()
        super().halted(reason)

    def abandoned(self) -> None:
        """Put the view away: an error will be printed."""
        if self._panel is not None:
            self.put_away(self._panel)

    def run_ended(self, summary: RunSummary) -> None:
        """Put the view away and print the summary, which stays."""
        self.abandoned()
        super().run_ended(summary)
