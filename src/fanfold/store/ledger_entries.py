"""What the ledger says: entries (an event and where its bytes lie), blocks and fans."""

from fanfold.model.named import NamedTuple
from fanfold.model.names import FanId, StepName, WorkerId
from fanfold.model.place import Span, Task
from fanfold.run.events import Event
from fanfold.store.location import Location


class LedgerEntry(NamedTuple):
    """One event as the ledger has it.

    Attributes:
        seq: its number, counted from 1 through all events of the run without a gap.
        location: the records of its tasks. None where there is none.
        items: of a split: where its items lie.
        chain: the steps whose records take turns in the location, this one among them; empty for this one
        alone.
    """

    seq: int
    event: Event
    location: Location | None = None
    items: Location | None = None
    chain: tuple[StepName, ...] = ()


class BlockRow(NamedTuple):
    """A row of done tasks, with their records in `location`. See `LedgerEntry` for `seq` and `chain`."""

    seq: int
    span: Span
    target: StepName | None
    caught: int
    chain: tuple[StepName, ...]
    location: Location | None


class FanRow(NamedTuple):
    """A fan: the task that split, how many items it has, where the split's record and the items lie."""

    fan: FanId
    seq: int
    parent: Task
    width: int
    record: Location | None
    items: Location | None


class WorkerRow(NamedTuple):
    """A process that ran tasks. `cause` says why it ended: None while it lives, empty when it simply was
    done.
    """

    worker: WorkerId
    pid: int
    step: StepName
    started_seconds: float
    ended_seconds: float | None = None
    cause: str | None = None
