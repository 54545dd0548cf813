"""A simulated worker: the protocol of a real one, one step at a time.

Each `yield` is a moment at which any other process may act, or this one may be killed. Before each item it
stores its position, then reads its limit, then runs: so the driver, which lowers the limit and then reads the
position, knows what it may give to others. Each link of an item is marked, run, recorded in one piece, and
counted.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from random import Random

from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.model.named import NamedTuple
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.model.status import Status
from fanfold.run.effects import Launch
from fanfold.testing.clock import ManualClock
from fanfold.testing.diary import Began, Diary, How
from fanfold.testing.folding import go_on, result, taken_up
from fanfold.testing.memory_store import MemoryStore, Record
from fanfold.testing.scripted import Outcome, Script, value_of


class Chunk(NamedTuple):
    """Items that travel together: the indexes from `first` up to but not including `stop`, through all
    `chain`.
    """

    fan: FanId
    chain: tuple[StepName, ...]
    first: int
    stop: int
    turn: int = 0
    attempt: int = 0
    fallback: bool = False
    alone: bool = False
    single: bool = False
    gang: bool = False
    loops: bool = False

    @property
    def span(self) -> Span:
        """Its tasks of the first link."""
        return Span(self.fan, self.chain[0], self.first, self.stop, self.turn)


def chunks_of(launch: Launch, random: Random) -> Iterator[Chunk]:
    """Cut a launch into chunks: of any size for warm workers, else of one task each."""
    fan, _, first, stop, turn = launch.span
    while first < stop:
        size = 1 if launch.isolated else random.choice([1, 3, 8])
        yield Chunk(
            fan,
            launch.chain,
            first,
            min(first + size, stop),
            turn,
            launch.attempt,
            launch.fallback,
            launch.alone,
            launch.isolated,
            launch.gang,
            launch.loops,
        )
        first += size


@dataclass(slots=True)
class SharedMemory:
    """What driver and worker can both see. It survives the worker, not the driver.

    Attributes:
        chunk: what the worker is at; None: it waits.
        position: the item that it runs or will look at next.
        limit: the first item that is not its own any more.
        mark: the task and attempt that it is at, or was at last.
        counted: how many records of its pack are whole, by its word.
        stop: it should begin nothing more.
        hangs: what it runs does not end by itself.
    """

    chunk: Chunk | None = None
    position: int = 0
    limit: int = 0
    mark: tuple[Task, int] | None = None
    counted: int = 0
    stop: bool = False
    hangs: bool = False


@dataclass(slots=True)
class SimulatedWorker:
    """One worker process and the pack that only it writes to. A `single` one runs one chunk and no more."""

    number: int
    step: StepName
    single: bool
    script: Script
    store: MemoryStore
    diary: Diary
    clock: ManualClock
    pack: int = field(init=False)
    shared: SharedMemory = field(default_factory=SharedMemory)
    alive: bool = True
    begun: int = 0
    process: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self.pack = self.store.new_pack()
        self.process = self.work()

    def advance(self) -> None:
        """Let it go on to its next moment."""
        next(self.process)

    def die(self, how: How) -> None:
        """The process is gone, at whatever moment it was. Its memory and its pack stay to be looked at."""
        self.alive = False
        self.diary.end(self.number, how, self.clock.now_seconds)

    def work(self) -> Iterator[str]:
        """Its whole life."""
        while True:
            chunk = self.shared.chunk
            if chunk is not None:
                yield from self.run_chunk(chunk)
            yield "waits"

    def run_chunk(self, chunk: Chunk) -> Iterator[str]:
        """Run items up to the limit, wherever that is by then; then wait for more."""
        item = chunk.first
        while True:
            self.shared.position = item
            yield "position stored"
            limit = self.shared.limit
            yield "limit read"
            if item >= limit or self.shared.stop:
                break
            yield from self.run_item(chunk, item)
            item += 1
        self.shared.chunk = None

    def run_item(self, chunk: Chunk, item: int) -> Iterator[str]:
        """Take one item through its chain, record by record."""
        handed: tuple[int, ...] = ()
        links, turn = list(chunk.chain), chunk.turn
        for number, step in enumerate(links):
            if number and self.shared.stop:
                return
            task = Task(chunk.fan, step, item, turn)
            attempt = 0 if number else chunk.attempt
            record = yield from self.run_task(chunk, task, attempt, handed)
            self.store.packs[self.pack].append(record)
            self.diary.end(self.number, _HOW[record.status], self.clock.now_seconds)
            yield "record appended"
            self.shared.counted += 1
            yield "counter advanced"
            if record.status is Status.FAILED:
                return
            handed = (record.value,)
            turn = 0
            if chunk.loops and record.target == step:
                links.append(step)
                turn = task.turn + 1

    def run_task(
        self, chunk: Chunk, task: Task, attempt: int, handed: tuple[int, ...]
    ) -> Generator[str, None, Record]:
        """Mark the task and run it."""
        spot = self.store.spot(task)
        self.shared.mark = (task, attempt)
        first, self.begun = not self.begun, self.begun + 1
        began = Began(spot, attempt, self.number, first, chunk.alone, chunk.fallback, self.clock.now_seconds)
        self.diary.begin(began)
        yield "item marked"
        inputs = handed or (yield from self.read(task))
        outcome = Outcome.OK if chunk.fallback else self.script.outcome(spot, attempt)
        yield "item run"
        if outcome is Outcome.DIE:
            self.die(How.DIED)
            yield "dead"
        while outcome is Outcome.HANG:
            self.shared.hangs = True
            yield "hangs"
        return self.record(chunk, task, attempt, outcome, value_of(spot, inputs))

    def read(self, task: Task) -> Generator[str, None, tuple[int, ...]]:
        """What a task reads; a join that folds takes its inputs one by one."""
        inputs = self.store.inputs(task)
        node = self.store.graph[task.step]
        if node.folds is None or node.split is None or not self.store.graph[node.split].is_fan:
            return inputs
        fan = self.store.fan_of(task)
        folded = taken_up(self.store, fan)
        yield from go_on(self.store, fan, folded, self.store.came(fan, task.step))
        return result(folded)

    def record(self, chunk: Chunk, task: Task, attempt: int, outcome: Outcome, value: int) -> Record:
        """What is written of an attempt; a failure under `@catch` is caught here, once no retry is left."""
        node = self.store.graph[task.step]
        spot = self.store.spot(task)
        if outcome is Outcome.RAISE:
            if node.policy.catch is None or attempt < node.policy.retries:
                return Record(task, attempt, Status.FAILED)
            return Record(task, attempt, Status.CAUGHT, value)
        target = self.script.case(spot, node.out_steps) if node.type is NodeType.SWITCH else None
        width = self.script.width(spot) if node.is_fan else None
        stops = not chunk.fallback and looks(self.store.graph, node) and self.script.stops(spot)
        status = Status.CAUGHT if chunk.fallback else Status.OK
        return Record(task, attempt, status, value, target, width, stops)


def looks(graph: Graph, node: Node) -> bool:
    """Whether items come from this step to the join of a foreach that may stop."""
    ahead = graph[node.out_steps[0]] if node.type is NodeType.LINEAR else None
    return ahead is not None and ahead.split is not None and graph[ahead.split].stop_when is not None


_HOW = {Status.OK: How.DONE, Status.CAUGHT: How.CAUGHT, Status.FAILED: How.RAISED}
