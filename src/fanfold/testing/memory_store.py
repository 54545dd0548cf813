"""A store in memory: packs that workers append to, and a ledger that the driver commits to.

What is on disk in a real run survives here what would kill a process; everything else is lost with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from fanfold.graph.graph import Graph, NodeType
from fanfold.model.named import NamedTuple
from fanfold.model.names import ROOT_FAN, FanId, StepName
from fanfold.model.place import Span, Task, span_of
from fanfold.model.status import Cause, Failure, Status
from fanfold.run.events import Event, FanStopped, ItemsDone, SplitDone, TaskFailed
from fanfold.run.resume import Fact
from fanfold.testing.scripted import Spot

RAISED = Failure(Cause.ERROR, "builtins.ValueError", "the script says so", "script.py:1")


@dataclass(frozen=True, slots=True)
class Record:
    """What a worker writes of one attempt, in one piece. `target` is the case of a switch, `width` that of a
    split.
    """

    task: Task
    attempt: int
    status: Status
    value: int = 0
    target: StepName | None = None
    width: int | None = None
    stops: bool = False

    @property
    def events(self) -> list[ItemsDone | SplitDone | TaskFailed | FanStopped]:
        """All that the record means for the run."""
        return [self.event, FanStopped(self.task)] if self.stops else [self.event]

    @property
    def event(self) -> ItemsDone | SplitDone | TaskFailed:
        """What the record means for the run."""
        if self.status is Status.FAILED:
            return TaskFailed(self.task, self.attempt, RAISED)
        if self.width is not None:
            return SplitDone(self.task, self.width)
        return ItemsDone(span_of(self.task), self.target, int(self.status is Status.CAUGHT))


class FanRecord(NamedTuple):
    """A fan as the store knows it."""

    indexes: tuple[int, ...]
    width: int
    value: int


@dataclass(slots=True)
class MemoryStore:
    """Packs and a ledger, and what readers make of the committed part of them.

    Attributes:
        packs: the whole records of each pack, in the order written. A torn one at the end is not among them.
        ledger: the committed events.
        indexed: how many records of each pack the ledger knows.
        lost: the items that the join of their fan does without.
        stopped: the fans that stopped, so that their join does without what did not come.
        checkpoints: what was folded of a fan, as it was written down last: (index, value) by fan.
    """

    graph: Graph
    packs: dict[int, list[Record]] = field(default_factory=dict)
    ledger: list[Event] = field(default_factory=list)
    indexed: dict[int, int] = field(default_factory=dict)
    lost: set[tuple[FanId, int]] = field(default_factory=set)
    stopped: set[FanId] = field(default_factory=set)
    checkpoints: dict[FanId, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    _records: dict[Task, Record] = field(default_factory=dict)
    _fans: dict[FanId, FanRecord] = field(default_factory=dict)
    _children: dict[Task, FanId] = field(default_factory=dict)
    _arrived: dict[tuple[FanId, int, StepName], list[int]] = field(default_factory=dict)

    def new_pack(self) -> int:
        """The number of a pack that nobody has written to."""
        number = len(self.packs)
        self.packs[number] = []
        return number

    def unindexed(self, pack: int, *, stop: int | None = None) -> list[Record]:
        """The records of a pack that the ledger does not know."""
        return self.packs[pack][self.indexed.get(pack, 0) : stop]

    def commit(self, events: list[Event], records: list[Record], indexed: dict[int, int]) -> None:
        """Make events, and how far packs are indexed, durable in one step; `records` are those behind the
        events.
        """
        self.ledger += events
        self.indexed |= indexed
        self._index(events, records)

    def spot(self, task: Task) -> Spot:
        """The spot of a task of a fan that is committed."""
        indexes = () if task.fan == ROOT_FAN else (*self._fans[task.fan].indexes, task.index)
        return Spot(task.step, indexes, task.turn)

    def fan_spot(self, fan: FanId) -> Spot:
        """The split that opened a fan that is committed."""
        split = next(task for task, opened in self._children.items() if opened == fan)
        return self.spot(split)

    def inputs(self, task: Task) -> tuple[int, ...]:
        """The values that a task reads, by what is committed.

        Raises:
            LookupError: one of them is not there. A task that reads too early reads wrong.
        """
        node = self.graph[task.step]
        came = self._arrived.get((task.fan, task.index, task.step), [])
        if node.is_join and node.split and self.graph[node.split].is_fan:
            return self._fan_values(self._children[Task(task.fan, node.split, task.index)], task.step)
        if node.is_join and node.split:
            if len(came) != len(self.graph[node.split].out_steps):
                raise LookupError(f"{task} reads {len(came)} branches")
            return tuple(sorted(came))
        if came:
            return (came[-1],)
        if task.fan != ROOT_FAN:
            return (self._fans[task.fan].value, task.index)
        if task.step != self.graph.start:
            raise LookupError(f"{task} has nothing to read")
        return ()

    def came(self, fan: FanId, join: StepName) -> list[tuple[int, int]]:
        """The inputs of a fan's join that are committed, in that order: (index, value)."""
        return [
            (index, value)
            for (of, index, step), values in self._arrived.items()
            if (of, step) == (fan, join)
            for value in values
        ]

    def fan_of(self, join: Task) -> FanId:
        """The fan that a join folds."""
        split = self.graph[join.step].split
        assert split is not None
        return self._children[Task(join.fan, split, join.index)]

    def relinked(self) -> tuple[MemoryStore, list[Fact], list[Record]]:
        """A store for a resume with the same packs; the facts of this one, and the records that it adopts.

        Adopted are the whole records behind what the ledger knows, in the order of their pack; they stand for
        themselves, and come after the facts of the ledger.
        """
        origin = [
            event
            for event in self.ledger
            if isinstance(event, ItemsDone | SplitDone | TaskFailed | FanStopped)
        ]
        adopted = [record for pack in self.packs for record in self.unindexed(pack)]
        store = MemoryStore(self.graph, self.packs, checkpoints=self.checkpoints)
        done = [record for record in adopted if record.status is not Status.FAILED]
        known = [self._records[task] for event in origin for task in tasks_of(event)]
        facts = [*origin, *(event for record in done for event in record.events)]
        return store, facts, known + done

    def _fan_values(self, fan: FanId, join: StepName) -> tuple[int, ...]:
        values = []
        for index in range(self._fans[fan].width):
            if (fan, index) in self.lost:
                continue
            came = self._arrived.get((fan, index, join), [])
            if fan in self.stopped and not came:
                continue
            if len(came) != 1:
                raise LookupError(f"{join} of fan {fan} reads item {index} {len(came)} times")
            values += came
        return tuple(values)

    def _index(self, events: list[Event], records: list[Record]) -> None:
        by_task = {record.task: record for record in records if record.status is not Status.FAILED}
        for event in events:
            for task in tasks_of(event):
                assert task not in self._records, f"{task} was recorded as done twice"
                record = self._records[task] = by_task[task]
                for target in self._targets(record):
                    self._arrived.setdefault((task.fan, task.index, target), []).append(record.value)
            if isinstance(event, SplitDone):
                assert event.fan is not None, "the ledger names every fan"
                self._children[event.task] = event.fan
                value = by_task[event.task].value
                self._fans[event.fan] = FanRecord(self.spot(event.task).indexes, event.width, value)

    def _targets(self, record: Record) -> tuple[StepName, ...]:
        node = self.graph[record.task.step]
        if node.is_fan:
            return ()
        return (record.target,) if node.type is NodeType.SWITCH and record.target else node.out_steps


def tasks_of(event: Event) -> list[Task]:
    """The tasks that an event says are done."""
    match event:
        case ItemsDone():
            return [event.span.task(index) for index in range(event.span.first, event.span.stop)]
        case SplitDone():
            return [event.task]
        case _:
            return []


def joined(events: list[Event]) -> list[Event]:
    """The same events with neighbours of one row told as one, as an engine tells a chunk."""
    told: list[Event] = []
    for event in events:
        last = told[-1] if told else None
        if isinstance(event, ItemsDone) and isinstance(last, ItemsDone) and _adjoin(last, event):
            caught = last.caught + event.caught
            span = last.span._replace(stop=event.span.stop)
            told[-1] = ItemsDone(span, last.target, caught, last.reused)
        else:
            told.append(event)
    return told


def _adjoin(one: ItemsDone, other: ItemsDone) -> bool:
    same_row = one.span._replace(first=0, stop=0) == Span(*other.span)._replace(first=0, stop=0)
    alike = (one.target, one.reused) == (other.target, other.reused)
    return same_row and one.span.stop == other.span.first and alike
