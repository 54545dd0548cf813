"""Facts: events with the place where their records lie, on their way into the ledger."""

from fanfold.model.named import NamedTuple
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.model.status import Cause, Failure, Status
from fanfold.run.events import Event, FanStopped, ItemsDone, SplitDone, TaskFailed
from fanfold.store.location import Location
from fanfold.store.records import Record


class Fact(NamedTuple):
    """An event, where its records lie, and for a split where its items lie."""

    event: Event
    location: Location | None = None
    items: Location | None = None


def fact_of(record: Record, location: Location) -> Fact:
    """The fact that a record read from a pack tells of."""
    task = Task(FanId(record.fan), StepName(record.step), record.index, record.turn)
    if record.status == Status.FAILED:
        assert record.failure is not None
        return Fact(TaskFailed(task, record.attempt, failure_of(record.failure)), location)
    if record.split is not None:
        width, items = record.split
        return Fact(SplitDone(task, width), location, None if items is None else Location(*items))
    target = None if record.target is None else StepName(record.target)
    span = Span(task.fan, task.step, task.index, task.index + 1, task.turn)
    return Fact(ItemsDone(span, target, int(record.status == Status.CAUGHT)), location)


def stop_of(event: Event) -> FanStopped:
    """What follows from a task that came to what its fan was to stop at."""
    assert isinstance(event, ItemsDone), "it goes on to a join"
    return FanStopped(event.span.task(event.span.first))


def failure_of(told: tuple[str, str, str, str, str]) -> Failure:
    """A failure as a worker told it."""
    cause, kind, message, where, traceback = told
    return Failure(Cause(cause), kind, message, where, traceback)
