"""What can happen to a run. Events are past tense and frozen; the ledger is the list of them.

A chunk's successes are one event. An event says nothing of where records lie: that is the store's business.
"""

from fanfold.model.named import NamedTuple
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.model.status import Failure


class _Bare:
    """An event that says nothing but that it happened."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class RunStarted(_Bare):
    """The run exists; `start` may run."""

    __slots__ = ()


class ItemsDone(NamedTuple):
    """These tasks are done and recorded, caught ones included (`caught` says how many).

    Their step is linear, a static split, the end, or a switch; then `target` is the case they all took.
    `reused`: none of them was run, since an earlier run had done the same and its results were kept.
    """

    span: Span
    target: StepName | None = None
    caught: int = 0
    reused: bool = False


class SplitDone(NamedTuple):
    """A foreach or num_parallel split is done, and its items are stored.

    `width` may be 0 only where the flow allowed it: the join then runs with no inputs. `fan` is the number of
    the fan it opened, which must be at least `Run.next_fan`; None: exactly that. The ledger always names it,
    since a resumed run keeps the numbers of its origin, with gaps where splits were dropped.
    """

    task: Task
    width: int
    fan: FanId | None = None


class FanStopped(NamedTuple):
    """What this task came to is what its foreach was to stop at (`stop_when`). The task itself is done, which
    another event says.
    """

    task: Task


class ItemsCancelled(NamedTuple):
    """These tasks of a fan that stopped were launched and not begun, and nobody will begin them."""

    span: Span


class TaskFailed(NamedTuple):
    """An attempt failed. `charged` is False when nobody's code is to blame (a neighbour's death, a full
    disk).
    """

    task: Task
    attempt: int
    failure: Failure
    charged: bool = True


class TimerFired(NamedTuple):
    """The wait before this task's next attempt is over."""

    task: Task


class StopRequested(NamedTuple):
    """The user or the machine wants the run to end: `reason` is a signal's name or a sentence."""

    reason: str


class Quiesced(_Bare):
    """After a halt: nothing runs any more."""

    __slots__ = ()


Event = (
    RunStarted
    | ItemsDone
    | SplitDone
    | FanStopped
    | ItemsCancelled
    | TaskFailed
    | TimerFired
    | StopRequested
    | Quiesced
)
