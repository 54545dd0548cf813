"""Halting: nothing more is launched; what runs may end and is taken in; then the run is over."""

from __future__ import annotations

from fanfold.model.status import RunStatus
from fanfold.run.effects import Effect, Finish, Halt
from fanfold.run.state import RunState


def halt(run: RunState, reason: str, ending: RunStatus, effects: list[Effect]) -> None:
    """Halt the run, once: the first reason stands."""
    if run.halted is None and run.finished is None:
        run.halted, run.ending = reason, ending
        effects.append(Halt(reason))


def finish(run: RunState, status: RunStatus, effects: list[Effect]) -> None:
    """End the run, once."""
    if run.finished is None:
        run.finished = status
        effects.append(Finish(status))


def quiesced(run: RunState, effects: list[Effect]) -> None:
    """Nothing runs any more."""
    assert run.ending is not None, "the engine has to be told to halt before it comes to rest"
    finish(run, run.ending, effects)
