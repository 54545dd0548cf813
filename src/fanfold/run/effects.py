"""What the run asks of the engine. Effects are imperative and frozen; they are performed after their event is
in the ledger.
"""

from fanfold.model.named import NamedTuple
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.model.status import RunStatus


class Launch(NamedTuple):
    """These tasks may run, each item through all steps of `chain` (the span's step first) in one worker.

    Attributes:
        attempt: 0 for the first.
        isolated: a process for each task.
        alone: a fresh process that runs nothing else (a retry after a death).
        fallback: do not run user code; record the failure as caught (`@catch` after the process died).
        gang: all tasks of the span at once, a process each (`num_parallel`).
        loops: a switch that may take itself: the worker goes on with an item's next turns as they come.
    """

    span: Span
    chain: tuple[StepName, ...]
    attempt: int = 0
    isolated: bool = False
    alone: bool = False
    fallback: bool = False
    gang: bool = False
    loops: bool = False


class SetTimer(NamedTuple):
    """Wake the run with `TimerFired(task)` after so many seconds."""

    task: Task
    delay_seconds: float


class Forgo(NamedTuple):
    """This task's failure is tolerated: the join of its fan runs without the item, and is told of it."""

    task: Task


class Recall(NamedTuple):
    """Give out nothing more of these fans, take back what is not begun, and tell `ItemsCancelled` of it."""

    fans: tuple[FanId, ...]


class Halt(NamedTuple):
    """Launch nothing more; let what runs end within the grace period; then tell `Quiesced`."""

    reason: str


class Finish(NamedTuple):
    """The run is over."""

    status: RunStatus


Effect = Launch | SetTimer | Forgo | Recall | Halt | Finish
