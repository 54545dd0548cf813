"""A simulated driver: the engine's loop around the real run machine, one step at a time.

Facts are gathered from counters and from the dead, committed, handed to the run, and only then what the run
wants is done. Each `yield` is a moment at which workers may act, or the driver may be killed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from fanfold.graph.graph import NodeType
from fanfold.model.names import FanId
from fanfold.model.place import Span, Task, span_of
from fanfold.model.status import Cause, Failure, RunStatus, Status
from fanfold.run.effects import Effect, Finish, Forgo, Halt, Launch, Recall, SetTimer
from fanfold.run.events import (
    Event,
    ItemsCancelled,
    ItemsDone,
    Quiesced,
    SplitDone,
    StopRequested,
    TaskFailed,
    TimerFired,
)
from fanfold.run.invariants import validate
from fanfold.run.limits import Limits
from fanfold.run.machine import Run
from fanfold.testing.begun_folds import BegunFolds
from fanfold.testing.clock import ManualClock
from fanfold.testing.diary import Diary, Given, Halted, How, Reused, Stopped
from fanfold.testing.memory_store import MemoryStore, Record, joined
from fanfold.testing.policy_judge import must
from fanfold.testing.scripted import Script, value_of
from fanfold.testing.simulated_worker import Chunk, SimulatedWorker, chunks_of

DIED = Failure(Cause.DIED, "SIGKILL", "its process died")
TIMED_OUT = Failure(Cause.TIMEOUT, "TimeoutException", "it took too long")
KILLED = Failure(Cause.DIED, "SIGKILL", "the driver killed its process")

_CAUSES = {How.DIED: DIED, How.TIMED_OUT: TIMED_OUT, How.KILLED: KILLED}


@dataclass(slots=True)
class SimulatedDriver:
    """One life of a driver.

    Attributes:
        slots: how many workers it runs at a time, gangs aside.
        verdicts: what the driver itself did to a worker, for when it finds it dead.
    """

    run: Run
    store: MemoryStore
    script: Script
    diary: Diary
    random: Random
    clock: ManualClock
    slots: int = 3
    queue: deque[Chunk] = field(default_factory=deque)
    workers: dict[int, SimulatedWorker] = field(default_factory=dict)
    given: dict[int, Chunk] = field(default_factory=dict)
    verdicts: dict[int, How] = field(default_factory=dict)
    timers: dict[Task, float] = field(default_factory=dict)
    hits: list[Task] = field(default_factory=list)
    stopped: set[FanId] = field(default_factory=set)
    recalled: list[Span] = field(default_factory=list)
    workers_made: int = 0
    begun: BegunFolds = field(default_factory=BegunFolds)
    limits: Limits = field(init=False)
    status: RunStatus | None = None
    stop_chance: float = 0.0

    def __post_init__(self) -> None:
        self.limits = Limits({name: node.policy for name, node in self.run.graph.nodes.items()})

    def drive(self, effects: list[Effect]) -> Iterator[str]:
        """Its whole life, from the first effects on."""
        yield from self.perform(effects)
        while self.status is None:
            events, records, indexed = self.gather()
            yield "facts gathered"
            if events:
                yield from self.take_in(events, records, indexed)
            self.watch()
            yield "watched"
            if self.run.halted is None:
                self.feed()
                self.check_under_way()
                yield "workers fed"
                yield from self.take_back()

    def take_in(self, events: list[Event], records: list[Record], indexed: dict[int, int]) -> Iterator[str]:
        """Write first, then act."""
        events = self.numbered(joined(events))
        self.store.commit(events, records, indexed)
        yield "ledger committed"
        effects: list[Effect] = []
        for event in events:
            effects += self.run.handle(event)
            validate(self.run)
        yield "events handled"
        yield from self.perform(effects)

    def check_under_way(self) -> None:
        """Who waits for a task that nobody has waits for ever; a crash, and so a resume, would hide it."""
        under_way = self.queue or self.given or self.timers or self.recalled or self.status
        must(bool(under_way), "a task was lost: nothing is under way, and the run is not over")

    def numbered(self, events: list[Event]) -> list[Event]:
        """The same events, each fan with its number."""
        number = self.run.next_fan
        for place, event in enumerate(events):
            if isinstance(event, SplitDone):
                events[place] = SplitDone(event.task, event.width, number)
                number = type(number)(number + 1)
        return events

    def perform(self, effects: list[Effect]) -> Iterator[str]:
        """Do what the run wants, one thing after the other."""
        for effect in effects:
            match effect:
                case Launch():
                    for launch in self.begun.rest(self, self.looked_up(effect)):
                        self.queue += chunks_of(launch, self.random)
                case SetTimer():
                    self.timers[effect.task] = self.clock.now_seconds + effect.delay_seconds
                case Forgo():
                    self.store.lost.add((effect.task.fan, effect.task.index))
                case Recall():
                    yield from self.recall(effect.fans)
                case Halt():
                    self.halt()
                case Finish():
                    self.status = effect.status
            yield "effect performed"
        if self.hits:
            yield from self.reuse()

    def looked_up(self, launch: Launch) -> list[Launch]:
        """What is to be run of a launch, once its tasks were looked for in a cache that knows some."""
        node = self.run.graph[launch.span.step]
        if node.policy.cache is None or node.is_fan or node.is_join or launch.attempt or launch.gang:
            return [launch]
        spans: list[Span] = []
        for index in range(launch.span.first, launch.span.stop):
            task = launch.span.task(index)
            if self.random.random() < 0.5:
                self.hits.append(task)
            elif spans and spans[-1].stop == index:
                spans[-1] = spans[-1]._replace(stop=index + 1)
            else:
                spans.append(span_of(task))
        return [launch._replace(span=span) for span in spans]

    def reuse(self) -> Iterator[str]:
        """Record what was found, and let the run draw its conclusions. What is not committed is looked up
        again in the next life.
        """
        hits, self.hits = self.hits, []
        records = [self.found(task) for task in hits]
        yield "hits read"
        events = [self.event(record) for record in records]
        pack = self.store.new_pack()
        self.store.packs[pack] = records
        self.store.commit(joined(events), records, {pack: len(records)})
        self.diary.entries += [Reused(self.store.spot(task)) for task in hits]
        yield "hits committed"
        effects: list[Effect] = []
        for event in joined(events):
            effects += self.run.handle(event)
            validate(self.run)
        yield from self.perform(effects)

    def found(self, task: Task) -> Record:
        """What an earlier run has of a task that it did with the same inputs."""
        spot, node = self.store.spot(task), self.run.graph[task.step]
        value = value_of(spot, self.store.inputs(task))
        target = self.script.case(spot, node.out_steps) if node.type is NodeType.SWITCH else None
        return Record(task, 0, Status.OK, value, target)

    def event(self, record: Record) -> Event:
        """The event of one that was found."""
        return ItemsDone(span_of(record.task), record.target, reused=True)

    def recall(self, fans: tuple[FanId, ...]) -> Iterator[str]:
        """Give out nothing more of these fans, and take back what is not begun."""
        self.stopped.update(fans)
        self.store.stopped.update(fans)
        self.diary.entries += [Stopped(self.store.fan_spot(fan)) for fan in fans]
        self.timers = {task: due for task, due in self.timers.items() if task.fan not in fans}
        waiting, self.queue = self.queue, deque()
        for chunk in waiting:
            self.put_back(chunk)
        yield "queue recalled"
        for number, chunk in list(self.given.items()):
            if chunk.fan in fans and number in self.workers:
                yield from self.cut(number, chunk, chunk.first)

    def put_back(self, chunk: Chunk) -> None:
        """What nobody has begun waits again, unless it is not to be begun at all."""
        if chunk.fan in self.stopped:
            self.recalled.append(chunk.span)
        else:
            self.queue.append(chunk)

    def halt(self) -> None:
        """Nothing more is given out; workers end what they are at."""
        self.queue.clear()
        self.timers.clear()
        for worker in self.workers.values():
            worker.shared.stop = True
        self.diary.entries.append(Halted())

    def gather(self) -> tuple[list[Event], list[Record], dict[int, int]]:
        """What happened since the last time: timers, records that were counted, and what the dead left
        behind.
        """
        events: list[Event] = [*self.due(), *map(ItemsCancelled, self.recalled)]
        self.recalled.clear()
        records: list[Record] = []
        indexed: dict[int, int] = {}
        for worker in list(self.workers.values()):
            alive, idle = worker.alive, worker.shared.chunk is None
            found = self.store.unindexed(worker.pack, stop=worker.shared.counted if alive else None)
            found.sort(key=self.link_order(worker))
            records += found
            events += [event for record in found for event in record.events]
            indexed[worker.pack] = self.store.indexed.get(worker.pack, 0) + len(found)
            if not alive:
                events += self.bury(worker, found)
            elif idle and worker.number in self.given:
                self.requeue(worker.shared.position, self.given.pop(worker.number))
        return events, records, indexed

    def link_order(self, worker: SimulatedWorker) -> Callable[[Record], tuple[bool, int]]:
        """Successes link by link, so that rows can be told as one event; a link still follows the one before
        it.
        """
        chain = self.given[worker.number].chain if worker.number in self.given else ()
        return lambda record: (record.status is Status.FAILED, chain.index(record.task.step))

    def due(self) -> list[Event]:
        """Timers that fired, a wish to stop, and that all is quiet after a halt."""
        events: list[Event] = [
            TimerFired(task) for task, due in self.timers.items() if due <= self.clock.now_seconds
        ]
        self.timers = {task: due for task, due in self.timers.items() if due > self.clock.now_seconds}
        if self.run.halted is None and self.random.random() < self.stop_chance:
            events.append(StopRequested("SIGINT"))
        elif self.run.halted is not None and not self.given:
            events.append(Quiesced())
        return events

    def bury(self, worker: SimulatedWorker, found: list[Record]) -> list[Event]:
        """A worker is dead: charge the item in hand, and give back what it had not begun."""
        del self.workers[worker.number]
        chunk = self.given.pop(worker.number, None)
        how = self.verdicts.pop(worker.number, How.DIED)
        if chunk is None:
            return []
        mark = worker.shared.mark
        item = worker.shared.position
        in_hand = mark is not None and mark[0].index == item and self.is_of(mark[0], chunk)
        recorded = mark is not None and self.is_recorded(worker, mark)
        if not in_hand or mark is None:
            self.requeue(item, chunk)
            return []
        self.requeue(item + 1, chunk)
        if recorded:
            self.go_on(worker, mark[0], chunk)
            return []
        return [TaskFailed(mark[0], mark[1], _CAUSES[how], charged=how is not How.KILLED)]

    def is_of(self, task: Task, chunk: Chunk) -> bool:
        """Whether a task is one of a chunk's."""
        if task.fan != chunk.fan or not chunk.first <= task.index < chunk.stop:
            return False
        if chunk.loops and task.turn > chunk.turn:
            return task.step == chunk.chain[0]
        return task.turn == chunk.turn if task.step == chunk.chain[0] else task.step in chunk.chain

    def is_recorded(self, worker: SimulatedWorker, mark: tuple[Task, int]) -> bool:
        """Whether the attempt that was marked last is whole in the pack."""
        written = self.store.packs[worker.pack]
        return bool(written) and (written[-1].task, written[-1].attempt) == mark

    def go_on(self, worker: SimulatedWorker, task: Task, chunk: Chunk) -> None:
        """An item whose worker died between two links, or turns, goes on elsewhere; nobody is charged."""
        links = chunk.chain[chunk.chain.index(task.step) + 1 :]
        last = self.store.packs[worker.pack][-1]
        if last.status is Status.FAILED or self.run.halted is not None:
            return
        one = Chunk(chunk.fan, chunk.chain, task.index, task.index + 1, single=chunk.single)
        if chunk.loops and last.target == task.step:
            self.put_back(one._replace(turn=task.turn + 1, loops=True))
        elif links:
            self.put_back(one._replace(chain=links))

    def requeue(self, first: int, chunk: Chunk) -> None:
        """Items of a chunk that were not begun go to others."""
        if first < chunk.stop and self.run.halted is None:
            self.put_back(chunk._replace(first=first))

    def watch(self) -> None:
        """Let time pass, and kill what hangs or what has to go."""
        self.clock.advance(self.random.choice([0.0, 1.0, 10.0]))
        for worker in self.workers.values():
            if worker.alive and worker.shared.hangs:
                self.kill(worker, How.TIMED_OUT if self.run.halted is None else How.KILLED)
            elif worker.alive and worker.shared.chunk and self.random.random() < 0.002:
                self.kill(worker, How.KILLED)

    def kill(self, worker: SimulatedWorker, how: How) -> None:
        """Kill a worker, and remember why."""
        self.verdicts[worker.number] = how
        worker.die(how)

    def feed(self) -> None:
        """Give chunks to workers that wait, and start workers while there are slots."""
        self.begun.look(self)
        for _ in range(len(self.queue)):
            chunk = self.queue.popleft()
            allowed = self.allowed(chunk)
            worker = self.worker_for(chunk) if allowed else None
            if worker is None:
                self.queue.append(chunk)
                continue
            if chunk.first + allowed < chunk.stop:
                self.queue.append(chunk._replace(first=chunk.first + allowed))
                chunk = chunk._replace(stop=chunk.first + allowed)
            self.begin(chunk)
            self.given[worker.number] = chunk
            worker.shared.position, worker.shared.limit, worker.shared.mark = chunk.first, chunk.stop, None
            worker.shared.chunk = chunk

    def allowed(self, chunk: Chunk) -> int:
        """How many tasks of a chunk may begin now, by its step's limit."""
        pool = self.limits.pool(chunk.chain[0])
        if pool is None:
            return chunk.stop - chunk.first
        running = sum(given.chain[0] in pool.steps for given in self.given.values())
        free = pool.free(self.clock.now_seconds, running)
        whole = chunk.stop - chunk.first
        return whole if free and pool.starts is None else min(free, whole)

    def begin(self, chunk: Chunk) -> None:
        """A chunk is given out."""
        count, step, now = chunk.stop - chunk.first, chunk.chain[0], self.clock.now_seconds
        pool = self.limits.pool(step)
        if pool is not None:
            pool.begin(now, count)
        fan = self.store.fan_spot(chunk.fan) if chunk.fan else None
        self.diary.entries.append(Given(step, count, now, fan))

    def worker_for(self, chunk: Chunk) -> SimulatedWorker | None:
        """A worker that waits and serves this step, or a new one; None: no slot is free."""
        idle = [
            worker for worker in self.workers.values() if worker.alive and worker.number not in self.given
        ]
        for worker in idle:
            if worker.step == chunk.chain[0] and not chunk.single and not worker.single:
                return worker
        if len(self.workers) >= self.slots and idle:
            del self.workers[idle[0].number]
        return self.hire(chunk) if len(self.workers) < self.slots or chunk.gang else None

    def hire(self, chunk: Chunk) -> SimulatedWorker:
        """Start a worker process for the step of a chunk, or for this chunk only."""
        self.workers_made += 1
        number, step = self.workers_made, chunk.chain[0]
        worker = SimulatedWorker(number, step, chunk.single, self.script, self.store, self.diary, self.clock)
        self.workers[number] = worker
        return worker

    def take_back(self) -> Iterator[str]:
        """Take items back from behind a slow one: lower the limit, wait, read the position, give away what is
        behind both.
        """
        busy = [n for n, chunk in self.given.items() if n in self.workers and chunk.stop - chunk.first > 1]
        if not busy or self.random.random() < 0.5:
            return
        number = self.random.choice(busy)
        chunk = self.given[number]
        yield from self.cut(number, chunk, self.random.randint(chunk.first + 1, chunk.stop))

    def cut(self, number: int, chunk: Chunk, wished: int) -> Iterator[str]:
        """Take back the items of a chunk from one on, as far as they are not begun."""
        worker = self.workers[number]
        worker.shared.limit = wished
        yield "limit lowered"
        yield "waited"
        first = max(wished, worker.shared.position + 1)
        if first < chunk.stop:
            self.given[number] = chunk._replace(stop=first)
            self.put_back(chunk._replace(first=first))
