"""What each task of a warm worker finds fresh: everything of the process that a task may change is, for the
next one, as the first one found it.

    fresh = Fresh(run_seed, seeded_at_import, home=folder)    once, after the flow's file was imported
    fresh.begin(step, place, index, turn, attempt)            before each attempt
    said = fresh.end()                                        right after it

*Detect, then restore only what changed*: after each task some fifteen settings are read and compared, for
three microseconds, where to reset them blindly would cost four hundred. `freshness/` holds the kinds:
settings of the process, those of libraries, loggers, open runs of trackers, global generators, and what
cannot be put back and is only told.

Not restored, since nothing tells cheaply that it changed, or nothing could put it back: globals of modules
and classes, what C code keeps for itself (its own signal handlers, variables set by `putenv` past
`os.environ`), matplotlib's rcParams, locale, resource limits, blocked signals, event loops, and generators
other than the two global ones. `@isolate` is for those.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from os import umask
from signal import ITIMER_REAL, alarm, getitimer
from typing import Any

from fanfold.workers.freshness.generators import Chance
from fanfold.workers.freshness.imports import Imports
from fanfold.workers.freshness.leftovers import Leftovers
from fanfold.workers.freshness.library_settings import LIBRARIES, settings_of
from fanfold.workers.freshness.settings import (
    Setting,
    other_settings,
    quick,
    quick_settings,
    rare_settings,
    show_warnings_again,
    timers,
)
from fanfold.workers.freshness.trackers import OpenRun


class Fresh:
    """Made once in a worker process, used around each attempt in its main thread.

    `run_seed` None leaves the generators alone. With `seeded_at_import` every task finds the states that the
    flow's file left, as `seeding.remember_import` took them. What lies in the folder `home` is the engine's.
    """

    def __init__(self, run_seed: int | None, seeded_at_import: bool, *, home: str = "") -> None:
        self._step = ""
        self._umask = _umask()
        self._has_alarm = getitimer(ITIMER_REAL) != (0.0, 0.0)
        self._timers = timers()
        self._rare = rare_settings()
        self._quick = quick_settings()
        self._quick_base = self._quick_bases()
        self._others = other_settings()
        self._libraries = dict.fromkeys(LIBRARIES)
        self._modules_count = 0
        self._failed: set[str] = set()
        self._task_failed = False
        self._before: list[tuple[Setting, Any]] = []
        self._meet_libraries()
        self._chance = Chance(run_seed, seeded_at_import=seeded_at_import)
        self._chance.meet_all()
        self._leftovers = Leftovers(home)
        self._imports = Imports(self, self._chance.on_import())

    def expect(self, descriptors: Iterable[int]) -> None:
        """These are the engine's, opened after the surroundings were taken in."""
        self._leftovers.expect(descriptors)

    def expect_all(self) -> None:
        """So is all that is open now."""
        self._leftovers.expect_all()

    def begin(self, step: str, place: tuple[int, ...], index: int, turn: int, attempt: int) -> None:
        """An attempt begins: generators that were used in this process are seeded for it, and warnings that
        an earlier task was shown are shown again.
        """
        self._step = step
        self._chance.names, self._chance.index = (step, place, turn, attempt), index
        if self._chance.used:
            self._chance.begin()
        show_warnings_again()

    def end(self, *, failed: bool = False) -> list[str]:
        """It has ended: what it changed is put back. Gives sentences on what it left behind."""
        self._task_failed = failed
        try:
            return self._end()
        except Exception:  # noqa: BLE001 - an alarm that the task set rang in here; it is off by now
            return self._end()

    def tell_imports(self, tell: Callable[[str], None]) -> None:
        """Not in a process of many tasks: what the first of them imports is told at its end."""

    def close(self) -> None:
        """Leave the process as it was before this object: for processes that live on after a run."""
        self._imports.close()
        self._chance.forget_all()

    def _end(self) -> list[str]:
        if not self._has_alarm:
            alarm(0)
        umask(self._umask)
        try:
            is_same = quick() == self._quick_base
            for setting in self._others:
                if setting.read() != setting.base:
                    is_same = False
                    break
        except OSError:  # the working directory was removed
            is_same = False
        if len(sys.modules) != self._modules_count:
            self._meet_libraries()
        if is_same:
            return self._leftovers.found(self._step)
        return self._restore() + self._leftovers.found(self._step)

    def _restore(self) -> list[str]:
        """Put back what was changed. A tracker's run first: to close it takes the environment and the folder
        in which it was opened.
        """
        said = []
        for setting in self._others:
            if isinstance(setting, OpenRun):
                setting.close(failed=self._task_failed)
        for setting in (*self._timers, *self._rare, *self._quick, *self._others):
            try:
                if setting.is_changed():
                    setting.restore()
            except OSError as error:
                if setting.name not in self._failed:
                    self._failed.add(setting.name)
                    said.append(_not_restored(self._step, setting, error))
        self._quick_base = self._quick_bases()
        return said

    def _quick_bases(self) -> tuple[Any, ...]:
        return tuple(setting.base for setting in self._quick)

    def _meet_libraries(self) -> None:
        """Look after the settings of libraries that were loaded since."""
        self._modules_count = len(sys.modules)
        for module in [name for name in self._libraries if name in sys.modules]:
            # Looking after one may import something, at whose end this is called again.
            if module in self._libraries:
                del self._libraries[module]
                self._others += settings_of(module)

    def import_begins(self) -> None:
        """A module is about to run: what it will change is to stay, what the task changed is not."""
        self._leftovers.import_begins()
        for setting in (*self._rare, *self._quick, *self._others):
            try:
                self._before.append((setting, setting.take()))
            except OSError:  # the working directory was removed
                continue

    def import_ends(self) -> None:
        """It has run."""
        before, self._before = self._before, []
        for setting, value in before:
            try:
                setting.learn(value)
            except OSError:
                continue
        self._quick_base = self._quick_bases()
        self._meet_libraries()
        self._leftovers.import_ends()


def _umask() -> int:
    """To read it is to set it."""
    mask = umask(0o077)
    umask(mask)
    return mask


def _not_restored(step: str, setting: Setting, error: OSError) -> str:
    return (
        f"A task of step *{step}* changed the {setting.name}, which cannot be put back ({error.strerror}). "
        "Later items of this process find it changed. Leave it as it was, or mark the step @isolate: each "
        "item then has a process of its own."
    )
