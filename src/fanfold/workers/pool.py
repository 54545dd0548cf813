"""What the engine wants of workers, wherever they run. `local` has processes of this machine, `inline` none
at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from fanfold.model.names import StepName
from fanfold.store.folder import RunFolder
from fanfold.workers.brief import RunFacts
from fanfold.workers.cells import Cells


class Place(Protocol):
    """Where a worker writes: the stem of its pack and logs, and the pack's descriptor."""

    @property
    def stem(self) -> str:
        """The name of its pack and logs."""

    @property
    def pack(self) -> int:
        """Its pack's descriptor here."""


class Channel(Protocol):
    """The driver's end of the talk with a worker. Never blocks."""

    descriptor: int
    ended: bool

    @property
    def pending(self) -> bool:
        """Whether something waits to be sent."""

    def send(self, message: Any) -> None:
        """Send, or queue."""

    def flush(self) -> None:
        """Send what can be sent."""

    def receive(self) -> Sequence[Any]:
        """All messages that are there."""


class Process(Protocol):
    """One worker. `status` is its wait status once it has ended."""

    step: StepName
    cells: Cells
    pid: int
    status: int | None
    killed_by_us: str

    @property
    def place(self) -> Place:
        """Where it writes."""

    @property
    def channel(self) -> Channel:
        """How it is spoken to."""

    def drain(self) -> int:
        """Move what it wrote to its logs; gives the number of bytes."""

    def printed(self) -> tuple[int, int]:
        """How long its logs of stdout and stderr are."""

    def kill(self, why: str) -> None:
        """Kill it with everything that it started."""


class Pool(Protocol):
    """Starts, reaps and seats workers."""

    folder: RunFolder | None
    is_beside: bool
    """Whether its workers run beside the driver, so that one can wait for what others do."""
    notes: list[str]
    """What the run should say, once each; emptied by whoever says it."""

    def meet(self, facts: RunFacts, folder: RunFolder) -> None:
        """Tell the run that the workers work for."""

    def spawn(self, step: StepName, *, copies: bool, ahead: int = 0) -> Process:
        """Start a worker for this step, which will soon need so many more."""

    def make_template(self, step: StepName, modules: tuple[str, ...], *, foreseen: bool = False) -> None:
        """Have later workers of this step begin with these modules imported."""

    def foresee(self, step: StepName, package: str) -> None:
        """Have a package imported that this step's tasks may need."""

    def dismiss(self, step: StepName) -> None:
        """Its tasks did without what was foreseen."""

    def has_room(self) -> bool:
        """Whether processes may be started before there is room for their tasks."""

    def is_coming(self, step: StepName) -> bool:
        """Whether the step's tasks should wait a moment for a process that has imported what they will."""

    def greet(self, process: Any, pid: int) -> None:
        """The worker said hello."""

    def reap(self) -> Sequence[Process]:
        """The workers that have ended since the last call."""

    def leave(self, process: Any, *, clean: bool) -> None:
        """Take the seat of a worker that has ended."""

    def close(self) -> None:
        """Let everything go."""
