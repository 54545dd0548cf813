"""A worker by chance: it is given chunks, works on them, is cut short, dies, and keeps a diary of all that.

The diary is the slow and plain account against which a `Hand` is held, which sees nothing but a counter,
what is read in the pack, and the moments at which it looks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from fanfold.engine.exceptional import Caught, Exceptional, Failed, Split, Switched, in_rows
from fanfold.engine.facts import Fact
from fanfold.engine.hand import Given, Hand
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.run.effects import Launch
from fanfold.run.events import ItemsDone, SplitDone, TaskFailed
from fanfold.store.location import Location
from fanfold.workers.messages import Chunk, ChunkDone

PACK = "7-1"
WHY = ("error", "builtins.ValueError", "no", "flow.py:1", "")
STEPS = tuple(StepName(name) for name in ("fit", "score", "rank", "tell"))


@dataclass(frozen=True, slots=True)
class Wrote:
    """One line of the diary: a record, of a link of an item, and how it went."""

    task: Task
    attempt: int
    how: str
    record: Location


@dataclass(slots=True)
class ByChance:
    """The worker, the hand that the driver keeps of it, and both accounts."""

    random: Random
    hand: Hand = field(default_factory=lambda: Hand(PACK, 8))
    offset: int = 8
    count: int = 0
    numbers: int = 0
    next_index: int = 0
    todo: deque[Given] = field(default_factory=deque)
    ends: list[ChunkDone] = field(default_factory=list)
    found: list[Exceptional] = field(default_factory=list)
    wrote: list[Wrote] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    rests: list[Launch] = field(default_factory=list)
    expected_rest: list[tuple[Task, tuple[StepName, ...], int]] = field(default_factory=list)
    died_at: Task | None = None
    usual: str = "plain"

    def live(self) -> None:
        """Give it a few chunks, let it work, and end it."""
        self.usual = self.random.choice(["plain", "caught"])
        for _ in range(self.random.randint(1, 4)):
            for _ in range(self.random.randint(1, 2)):
                self.give()
            while self.todo and self.died_at is None:
                self.work_on(self.todo.popleft())
            if self.died_at is not None:
                return
        self.look()

    def give(self) -> None:
        """A chunk of a few spans of one fan or two, of one to four links."""
        self.numbers += 1
        links = self.random.choice([1, 1, 2, 3, 4])
        spans = []
        for _ in range(self.random.randint(1, 3)):
            width = self.random.randint(1, 5)
            first, self.next_index = self.next_index, self.next_index + width + self.random.choice([0, 0, 2])
            spans.append(Span(FanId(self.random.choice([1, 2])), STEPS[0], first, first + width))
        attempt = self.random.choice([0, 0, 0, 2])
        launch = Launch(spans[0], STEPS[:links], attempt)
        chunk = Chunk(self.numbers, tuple(spans), STEPS[:links], attempt, (), ())
        given = Given(chunk, launch, chunk.width)
        self.hand.given.append(given)
        self.todo.append(given)

    def work_on(self, given: Given) -> None:
        """Go through a chunk up to its limit, which may come down meanwhile, and say that it is through. The
        driver may not know yet where a limit that it lowered caught the worker.
        """
        chunk, position, limit = given.chunk, 0, given.limit
        items = [(span, index) for span in chunk.spans for index in range(span.first, span.stop)]
        stops_at = (len(items), 0)
        while position < limit and self.died_at is None:
            if self.random.random() < 0.1:
                limit = self.random.randint(position + 1, limit)
                if self.random.random() < 0.5:
                    given.limit = limit
            done = self.item(given, *items[position])
            if done is not None:
                stops_at = (position, done)
                break
            if items[position][1] + 1 == items[position][0].stop and self.random.random() < 0.8:
                self.hand.span_ends[self.count] = self.offset
            position += 1
        else:
            stops_at = (limit, 0)
        self.leave(given, items[: given.limit], *stops_at)

    def item(self, given: Given, span: Span, index: int) -> int | None:
        """Take an item through its chain; gives the link at which it was stopped or died, None if neither."""
        for link, step in enumerate(given.chunk.chain):
            if link and self.random.random() < 0.03:
                return link
            task = Task(span.fan, step, index, span.turn)
            if self.random.random() < 0.03:
                self.died_at = task
                return link
            if self.attempt(given, task, link) == "failed":
                return None
        return None

    def attempt(self, given: Given, task: Task, link: int) -> str:
        """Record one attempt as a worker does: record, then counter."""
        alone = len(given.chunk.chain) == 1
        how = self.random.choice(
            [self.usual] * 8 + ["plain", "failed", "caught"] + (["split", "x", "x", "y"] if alone else [])
        )
        self.offset += self.random.choice([0, 0, 100])  # large values of the task
        record = Location(PACK, self.offset, self.random.randint(20, 40))
        self.offset, self.count = record.stop, self.count + 1
        self.wrote.append(Wrote(task, given.chunk.attempt if link == 0 else 0, how, record))
        one = _exceptional(how, self.count, record)
        if one is not None:
            self.found.append(one)
        if self.random.random() < 0.3:
            self.look()
        return how

    def look(self) -> None:
        """The driver looks."""
        ends, self.ends = self.ends, []
        self.hand.exceptional.extend(in_rows(self.found, [end.counted for end in ends]))
        self.found.clear()
        facts, through = self.hand.catch_up(ends, self.count, self.offset)
        self.facts += facts
        for each in through:
            self.rests += each.rest

    def leave(self, given: Given, items: list[tuple[Span, int]], position: int, link: int) -> None:
        """The chunk is through, or the worker is dead. Whatever is left of it has to be handed back."""
        chain, attempt = given.chunk.chain, given.chunk.attempt
        if link and self.died_at is None:
            span, index = items[position]
            self.expected_rest.append((Task(span.fan, chain[link], index), chain[link:], 0))
        begun = 1 if link or self.died_at is not None else 0
        for span, index in items[position + begun :]:
            self.expected_rest.append((Task(span.fan, chain[0], index), chain, attempt))
        if self.died_at is None:
            self.ends.append(ChunkDone(given.chunk.number, self.count, self.offset))
            if self.random.random() < 0.5:
                self.look()
            return
        self.look()
        given.position, given.link = given.position + 1, 0  # the item in hand is charged
        for other in self.todo:
            self.expected_rest += [
                (Task(span.fan, other.chunk.chain[0], index), other.chunk.chain, other.chunk.attempt)
                for span in other.chunk.spans
                for index in range(span.first, span.stop)
            ]
        self.rests += self.hand.abandon()


def _exceptional(how: str, nth: int, record: Location) -> Exceptional | None:
    match how:
        case "failed":
            return Failed(nth, WHY, record)
        case "caught":
            return Caught(nth, record)
        case "split":
            return Split(nth, 5, None, record)
        case "x" | "y":
            return Switched(nth, StepName(how), record)
    return None


def told(facts: list[Fact]) -> Iterator[tuple[Task, int | None, str, Location]]:
    """What facts say of each task: its attempt (only failures tell), how it went, where its record lies."""
    for fact in facts:
        assert fact.location is not None
        match fact.event:
            case ItemsDone(span, target, caught):
                assert caught in {0, 1} or caught <= span.width
                for index in range(span.first, span.stop):
                    how = "caught" if caught == span.width else target or "plain"
                    yield Task(span.fan, span.step, index, span.turn), None, how, fact.location
            case SplitDone(task, _, _):
                yield task, None, "split", fact.location
            case TaskFailed(task, attempt, _, _):
                yield task, attempt, "failed", fact.location
            case _:
                raise AssertionError(fact)
