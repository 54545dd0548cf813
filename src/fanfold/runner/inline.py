"""A run within this very process: for debuggers, profilers, coverage, and tests that replace things."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any

from fanfold.runner.request import Request, perform
from fanfold.workers import seeding

if TYPE_CHECKING:
    from fanfold.engine.driver import RunResult
    from fanfold.engine.observer import Observer

_one_at_a_time = RLock()
"""`current`, working directory and generators are the process's: it runs one task at a time."""


def run_inline(request: Request, observer: Observer) -> RunResult:
    """Run it here, one task after the other. A task that asks for it is the current one again afterwards, and
    the global generators go on where they stood.
    """
    with _one_at_a_time:
        remembered = seeding.states_at_import
        states = {name: seeding.state_of(name) for name in seeding.GENERATORS}
        try:
            return perform(request, observer)
        finally:
            seeding.states_at_import = remembered
            _put_back(states)


def _put_back(states: dict[str, Any]) -> None:
    for name, state in states.items():
        if state is not None:
            seeding.put_state(name, state)
