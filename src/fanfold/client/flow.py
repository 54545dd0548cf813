"""`Flow("MyFlow")`: a flow and its runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from fanfold.client.namespaces import mismatch
from fanfold.client.opened import open_run
from fanfold.client.pathspec import missing, missing_flow
from fanfold.client.recorded import Recorded, found_run
from fanfold.client.run import Run
from fanfold.model.names import FlowName
from fanfold.store.runids import flow_names, runs


class Flow(Recorded[Run]):
    """A flow: `flow[run_id]`, or iterate over its runs, the newest first. Only runs in the current namespace
    are shown.
    """

    level: ClassVar[int] = 1
    _home: Path
    _name: str

    @classmethod
    def _at(cls, home: Path, name: str) -> Flow:
        flow = cls.__new__(cls)
        flow._home, flow._name = home, name
        return flow

    def _find(self, home: Path, names: list[str], attempt: int | None) -> None:
        self._home, self._name = home, names[0]
        known = flow_names(home)
        if self._name not in known:
            raise missing_flow(self._name, known, home)

    def _state(self) -> tuple[str, str, int | None]:
        return (str(self._home), self._name, None)

    @property
    def path_components(self) -> list[str]:
        """The flow's name alone."""
        return [self._name]

    @property
    def parent(self) -> None:
        """A flow belongs to nothing."""
        return None

    @property
    def user_tags(self) -> frozenset[str]:
        """A flow has no tags; its runs have."""
        return frozenset()

    system_tags = user_tags

    def is_in_namespace(self) -> bool:
        """Whether one of its runs is shown in the current namespace."""
        return self.latest_run is not None

    @property
    def created_at(self) -> datetime | None:
        """When its first run started."""
        all_runs = list(self._all())
        return all_runs[-1].created_at if all_runs else None

    @property
    def finished_at(self) -> datetime | None:
        """When its newest run ended."""
        newest = self.latest_run
        return None if newest is None else newest.finished_at

    @property
    def latest_run(self) -> Run | None:
        """The newest run, however it ended; None if there is none."""
        return next(self._children(), None)

    @property
    def latest_successful_run(self) -> Run | None:
        """The newest run that succeeded; None if there is none."""
        return next((run for run in self._children() if run.successful), None)

    def runs(self, *tags: str) -> Iterator[Run]:
        """The runs that have all these tags, the newest first."""
        wanted = frozenset(tags)
        return (run for run in self._children() if wanted <= run.tags)

    def _all(self) -> Iterator[Run]:
        return (Run._of(open_run(folder)) for folder in runs(self._home, FlowName(self._name)))

    def _children(self) -> Iterator[Run]:
        return (run for run in self._all() if run.is_in_namespace())

    def _child(self, name: str) -> Run:
        ids = [str(folder.run_id) for folder in runs(self._home, FlowName(self._name))]
        if name not in ids:
            raise missing(f"run of {self._name}", name, ids, str(self._home / self._name))
        run = Run._of(found_run(self._home, self._name, name))
        if not run.is_in_namespace():
            raise mismatch(run.pathspec)
        return run
