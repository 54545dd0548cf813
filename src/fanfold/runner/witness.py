"""Whoever calls a run from Python wants to know afterwards why it failed: what was told last is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from fanfold.model.errors import RunError, TaskFailedError
from fanfold.model.status import RunStatus
from fanfold.runner.cells import naming_cells

if TYPE_CHECKING:
    from fanfold.engine.observer import FailureGroup, Observer, RunInfo, RunSummary
    from fanfold.runner.outcome import RunOutcome


class Witness:
    """Hands all calls on, and keeps the first and the last."""

    def __init__(self, observer: Observer) -> None:
        self.info: RunInfo | None = None
        self.summary: RunSummary | None = None
        self._observer = observer

    @property
    def as_observer(self) -> Observer:
        """Itself, told of a notebook's cells by their names. What it does not know is the other's."""
        return naming_cells(cast("Observer", self))

    def run_started(self, info: RunInfo) -> None:
        """Keep it."""
        self.info = info
        self._observer.run_started(info)

    def run_ended(self, summary: RunSummary) -> None:
        """Keep it."""
        self.summary = summary
        self._observer.run_ended(summary)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._observer, name)

    def error(self, outcome: RunOutcome) -> RunError:
        """Why the run failed, as an error."""
        assert self.info is not None and self.summary is not None, "the run has ended"
        run_id, flow, summary = self.info.run_id, self.info.flow, self.summary
        groups = [group for group in summary.failures if not group.caught]
        kind = TaskFailedError if groups else RunError
        ended = "was interrupted" if summary.status is RunStatus.INTERRUPTED else "failed"
        error = kind(
            f"{flow} (run-id {run_id}) {ended}{_why(summary, groups)}",
            remedy=f"To run what is not done: fanfold.resume({flow}, origin_run_id={str(run_id)!r})",
        )
        error.run = outcome.run
        return error


def _why(summary: RunSummary, groups: list[FailureGroup]) -> str:
    """The failures, each kind in a line, and the traceback of the first."""
    from fanfold.terminal.failures import group_line, traceback_lines

    if not groups:
        return f": {summary.reason}" if summary.reason else "."
    kinds = [group_line(group) for group in groups]
    told = f": {kinds[0]}" if len(kinds) == 1 else "".join(f"\n      {kind}" for kind in kinds)
    trace = traceback_lines(groups[0].failure)
    return "\n    ".join([f":{told}" if len(kinds) > 1 else told, *trace])
