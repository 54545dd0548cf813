"""What a task needs of a process that is its own: nobody comes after it, so nothing is put back for anybody.

`fresh` is for processes that run one task after the other. Here the generators are seeded in the same way,
and at the end the engine makes sure that it can record what came of it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from signal import ITIMER_PROF, ITIMER_REAL, ITIMER_VIRTUAL, getitimer, setitimer

from fanfold.store.code import is_from_installer
from fanfold.workers.freshness.generators import Chance
from fanfold.workers.freshness.imports import Imports
from fanfold.workers.freshness.settings import show_warnings_again

_NO_TIMER = (0.0, 0.0)


class Alone:
    """Made once in a worker process, used around the one attempt that it runs."""

    def __init__(self, run_seed: int | None, seeded_at_import: bool) -> None:
        self._timers = [
            timer for timer in (ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF) if getitimer(timer) == _NO_TIMER
        ]
        self._chance = Chance(run_seed, seeded_at_import=seeded_at_import)
        self._chance.meet_all()
        self._tell: Callable[[str], None] | None = None
        self._imports = Imports(self, self._chance.on_import())

    def begin(self, step: str, place: tuple[int, ...], index: int, turn: int, attempt: int) -> None:
        """The attempt begins."""
        self._streams = sys.stdout, sys.stderr
        self._chance.names, self._chance.index = (step, place, turn, attempt), index
        if self._chance.used:
            self._chance.begin()
        show_warnings_again()

    def end(self, *, failed: bool = False) -> list[str]:
        """It has ended: no timer that it set rings while it is recorded, and what it wrote can be told."""
        del failed
        try:
            self._end()
        except Exception:  # noqa: BLE001 - a timer that the task set rang in here; it is off by now
            self._end()
        return []

    def _end(self) -> None:
        for timer in self._timers:
            setitimer(timer, 0)
        sys.stdout, sys.stderr = self._streams

    def tell_imports(self, tell: Callable[[str], None]) -> None:
        """Tell of each installed package that the task begins to import."""
        self._tell = tell

    def close(self) -> None:
        """There is another use for this process."""
        self._imports.close()
        self._chance.forget_all()

    def import_begins(self) -> None:
        """A module is about to run, which changes nothing for anybody else, but may be what others need."""
        spec = self._imports.outermost
        if self._tell is not None and spec is not None and is_from_installer(spec.origin or ""):
            self._tell(spec.name.partition(".")[0])

    def import_ends(self) -> None:
        """It has run."""
