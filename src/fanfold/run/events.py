"""What can happen to a run. Events are past tense and frozen; the ledger is the list of them.

A chunk's successes are one event. An event says nothing of where records lie: that is the store's business.
"""

from __future__ import annotations

from dataclasses import dataclass

from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.model.status import Failure


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The run exists; `start` may run."""


@dataclass(frozen=True, slots=True)
class ItemsDone:
    """These tasks are done and recorded, caught ones included (`caught` says how many).

    Their step is linear, a static split, the end, or a switch; then `target` is the case they all took.
    """

    span: Span
    target: StepName | None = None
    caught: int = 0


@dataclass(frozen=True, slots=True)
class SplitDone:
    """A foreach or num_parallel split is done, and its items are stored.

    `width` may be 0 only where the flow allowed it: the join then runs with no inputs. `fan` is the number of
    the fan it opened, which must be at least `Run.next_fan`; None: exactly that. The ledger always names it,
    since a resumed run keeps the numbers of its origin, with gaps where splits were dropped.
    """

    task: Task
    width: int
    fan: FanId | None = None


@dataclass(frozen=True, slots=True)
class TaskFailed:
    """An attempt failed. `charged` is False when nobody's code is to blame (a neighbour's death, a full
    disk).
    """

    task: Task
    attempt: int
    failure: Failure
    charged: bool = True


@dataclass(frozen=True, slots=True)
class TimerFired:
    """The wait before this task's next attempt is over."""

    task: Task


@dataclass(frozen=True, slots=True)
class StopRequested:
    """The user or the machine wants the run to end: `reason` is a signal's name or a sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class Quiesced:
    """After a halt: nothing runs any more."""


Event = RunStarted | ItemsDone | SplitDone | TaskFailed | TimerFired | StopRequested | Quiesced
