"""What the run asks of the engine. Effects are imperative and frozen; they are performed after their event is
in the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass

from fanfold.model.names import StepName
from fanfold.model.place import Span, Task
from fanfold.model.status import RunStatus


@dataclass(frozen=True, slots=True)
class Launch:
    """These tasks may run, each item through all steps of `chain` (the span's step first) in one worker.

    Attributes:
        attempt: 0 for the first.
        isolated: a process for each task.
        alone: a fresh process that runs nothing else (a retry after a death).
        fallback: do not run user code; record the failure as caught (`@catch` after the process died).
        gang: all tasks of the span at once, a process each (`num_parallel`).
    """

    span: Span
    chain: tuple[StepName, ...]
    attempt: int = 0
    isolated: bool = False
    alone: bool = False
    fallback: bool = False
    gang: bool = False


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Wake the run with `TimerFired(task)` after so many seconds."""

    task: Task
    delay_seconds: float


@dataclass(frozen=True, slots=True)
class Halt:
    """Launch nothing more; let what runs end within the grace period; then tell `Quiesced`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Finish:
    """The run is over."""

    status: RunStatus


Effect = Launch | SetTimer | Halt | Finish
