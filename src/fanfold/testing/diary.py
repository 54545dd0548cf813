"""The diary of a simulated history: what really happened, for the judges. The driver cannot read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from fanfold.model.named import NamedTuple
from fanfold.model.names import StepName
from fanfold.model.place import Task
from fanfold.testing.scripted import Spot


class How(Enum):
    """How an attempt really ended."""

    DONE = "done"
    CAUGHT = "caught"
    RAISED = "raised"
    DIED = "died"
    """It took its process with it, or somebody else killed the process."""
    TIMED_OUT = "timed out"
    KILLED = "killed"
    """The driver killed its process for reasons of its own."""
    LOST = "lost"
    """It was under way when the driver's life ended."""


class Began(NamedTuple):
    """An attempt began. `first_of_process`: its process had run nothing before; `alone`: and is to run
    nothing else.
    """

    spot: Spot
    attempt: int
    process: int
    first_of_process: bool
    alone: bool
    fallback: bool
    seconds: float


class Ended(NamedTuple):
    """An attempt ended."""

    spot: Spot
    attempt: int
    how: How
    seconds: float


class Reused(NamedTuple):
    """A task was not run: what it gives was known, and is recorded."""

    spot: Spot


class Given(NamedTuple):
    """The driver gave a worker so many tasks; `fan` is the split that opened theirs."""

    step: StepName
    tasks: int = 1
    seconds: float = 0.0
    fan: Spot | None = None


class Stopped(NamedTuple):
    """The driver took in that nothing more of the fan that this split opened is to be given out."""

    fan: Spot


class Halted(NamedTuple):
    """The driver took in that nothing more is to be launched."""


class Lived(NamedTuple):
    """A driver's life is over. `status` is how the run ended, None: the driver was killed."""

    status: str | None


Entry = Began | Ended | Reused | Given | Stopped | Halted | Lived


@dataclass(slots=True)
class Diary:
    """Everything that happened, in order, and what is under way now."""

    entries: list[Entry] = field(default_factory=list)
    under_way: dict[int, tuple[Spot, int]] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)

    def begin(self, entry: Began) -> None:
        """A process begins an attempt."""
        self.under_way[entry.process] = (entry.spot, entry.attempt)
        self.entries.append(entry)

    def end(self, process: int, how: How, seconds: float) -> None:
        """The attempt that this process was at, if any, is over."""
        under_way = self.under_way.pop(process, None)
        if under_way:
            self.entries.append(Ended(*under_way, how, seconds))


def named(task: Task) -> str:
    """A task, short."""
    return f"{task.step}[{task.fan}.{task.index}~{task.turn}]"
