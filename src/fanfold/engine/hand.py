"""A worker's hand: the chunks that it was given, and how far it is with them.

The worker counts the attempts it has recorded, in the order of its chunks; which of them were more than a
plain success is read in its pack. So a counter and what was read say exactly which links of which items are
done, and this turns them into facts.
"""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import assert_never

from fanfold.engine.exceptional import Caught, Exceptional, Failed, Split, Stopped, Switched
from fanfold.engine.facts import Fact, failure_of, stop_of
from fanfold.model.named import NamedTuple
from fanfold.model.place import Span, Task, span_of
from fanfold.run.effects import Launch
from fanfold.run.events import ItemsDone, SplitDone, TaskFailed
from fanfold.store.location import Location
from fanfold.workers.cells import COUNT_MASK
from fanfold.workers.messages import Chunk, ChunkDone


class Given:
    """A chunk in hand, made of launches like `launch`: how many of its items are through, how many links of
    the next one, or turns if it loops, and where it ends for this worker.
    """

    __slots__ = ("chunk", "launch", "limit", "link", "position", "turn")

    def __init__(self, chunk: Chunk, launch: Launch, limit: int) -> None:
        self.chunk = chunk
        self.launch = launch
        self.limit = limit
        self.position = 0
        self.link = 0
        self.turn = 0

    @property
    def links(self) -> int:
        """How many steps each item goes through."""
        return len(self.chunk.chain)

    def spans(self, first: int, stop: int, *, link: int = 0) -> Iterator[Span]:
        """The tasks of these positions at a link, as spans."""
        return (span for span, _ in self.spans_ending(first, stop, link=link))

    def spans_ending(self, first: int, stop: int, *, link: int = 0) -> Iterator[tuple[Span, int]]:
        """The same, each with the position behind it."""
        step = self.chunk.chain[link]
        before = 0
        for span in self.chunk.spans:
            if before >= stop:
                return
            low, high = max(first - before, 0), min(stop - before, span.stop - span.first)
            if low < high:
                yield Span(span.fan, step, span.first + low, span.first + high, span.turn), before + high
            before += span.stop - span.first

    def task(self, position: int, link: int) -> Task:
        """The task of this position at a link."""
        left = position
        for span in self.chunk.spans:
            width = span.stop - span.first
            if left < width:
                turn = span.turn + self.turn if position == self.position else span.turn
                return Task(span.fan, self.chunk.chain[link], span.first + left, turn)
            left -= width
        raise AssertionError(f"chunk {self.chunk.number} has no position {position}")

    def attempt(self, link: int) -> int:
        """Which attempt of a link it is. Turns after the first have not been tried before."""
        return 0 if self.turn else self.chunk.attempt_of(self.chunk.chain[link])

    def pass_over(self) -> None:
        """Its worker is through with the item in hand, however it ended."""
        self.position, self.link, self.turn = self.position + 1, 0, 0

    def rest(self, first: int, stop: int, *, link: int = 0) -> list[Launch]:
        """These positions from a link on, to be launched again."""
        chain = self.chunk.chain[link:]
        return [
            self.launch._replace(span=span, chain=chain, attempt=self.attempt(link))
            for span in self.spans(first, stop, link=link)
        ]


class Through(NamedTuple):
    """A chunk that its worker is through with, and what it left of it (it was told to stop)."""

    given: Given
    end: ChunkDone
    rest: list[Launch]


class Hand:
    """What one worker process has to do, and how far it is.

    Attributes:
        count: how many attempts are known by now; the records of the next ones begin at `offset`.
        exceptional_count: how many of all that it has recorded were found to be more than a plain success.
        exceptional: those of them that are not told of yet, in the order of their numbers.
        span_ends: where the pack ended after the last spans of its chunks, as far as that is known, by the
            count of attempts (modulo 2**24).
    """

    __slots__ = ("count", "exceptional", "exceptional_count", "given", "offset", "pack", "span_ends")

    def __init__(self, pack: str, offset: int = 0) -> None:
        self.pack = pack
        self.offset = offset
        self.count = 0
        self.exceptional_count = 0
        self.given: deque[Given] = deque()
        self.exceptional: deque[Exceptional] = deque()
        self.span_ends: dict[int, int] = {}

    @property
    def items_left(self) -> int:
        """How many items it was given and has not done."""
        return sum(each.limit - each.position for each in self.given)

    def is_settled_before(self, given: Given) -> bool:
        """Whether all that it was given before this chunk is known to be through."""
        return all(
            each.position >= each.limit for each in takewhile(lambda each: each is not given, self.given)
        )

    def catch_up(
        self, ends: Iterable[ChunkDone], count: int, offset: int
    ) -> tuple[list[Fact], list[Through]]:
        """The facts behind all that its worker told: chunks that it was through with, and then the counter.

        The counter alone would not do: of a chunk that was cut short a moment ago, nobody here knows where
        the worker stopped, so what it counts of the next one would be taken for the rest of that.
        """
        facts: list[Fact] = []
        through: list[Through] = []
        for end in ends:
            facts += self.advance(end.counted, end.offset)
            through.append(Through(self.given[0], end, self.finish(end.number)))
        if count > self.count:
            facts += self.advance(count, offset)
        return facts, through

    def advance(self, count: int, offset: int) -> list[Fact]:
        """The facts behind the counter's new value. `offset` is where the pack ends now.

        Each fact's place is no wider than it must be: a row in the ledger that said too much would have
        whoever looks for one record read all that was written in the same moment.
        """
        facts: list[Fact] = []
        while self.count < count:
            one = self.exceptional[0] if self.exceptional and self.exceptional[0].nth <= count else None
            plain = (one.nth - 1 if one else count) - self.count
            if plain:
                stop = one.record.offset if one else offset
                facts += self._plain(plain, Location(self.pack, self.offset, stop - self.offset))
                self.count += plain
            if one:
                if isinstance(one, Caught):
                    self._take_caught(one, facts)
                else:
                    facts.append(self._told(one))
                if isinstance(one, Stopped):
                    facts.append(Fact(stop_of(facts[-1].event)))
                self.exceptional.popleft()
                self.count += one.attempts if isinstance(one, Caught) else 1
                self.offset = one.record.stop
        self.offset = offset
        return facts

    def _take_caught(self, one: Caught, facts: list[Fact]) -> None:
        """`@catch` took over so many times in a row."""
        if self._current().turn:
            assert one.attempts == 1, "it ends a loop, and is told of by itself"
            facts.append(self._told(one))
        else:
            facts += self._plain(one.attempts, one.record, caught=True)

    def _plain(self, count: int, location: Location, *, caught: bool = False) -> list[Fact]:
        """So many more links were done in a row, each a plain success, or each caught."""
        facts: list[Fact] = []
        done = self.count
        while count:
            given = self._current()
            before = given.position * given.links + given.link
            after = min(before + count, given.limit * given.links)
            several = len(given.chunk.spans) > 1
            ends = self._ends_of(given, before, after, done, location) if several else []
            for link in range(given.links):
                first, stop = _through(before, link, given.links), _through(after, link, given.links)
                facts += [
                    Fact(ItemsDone(span, None, span.width if caught else 0), _part(location, ends, behind))
                    for span, behind in given.spans_ending(first, stop, link=link)
                ]
            given.position, given.link = divmod(after, given.links)
            done += after - before
            count -= after - before
        return facts

    def _ends_of(
        self, given: Given, before: int, after: int, done: int, location: Location
    ) -> list[tuple[int, int]]:
        """The spans that ended between so many links of a chunk and so many: the position behind each, and
        where the pack ended then: within the location, or it is an end of millions of attempts ago. `done`
        attempts had been recorded before.
        """
        ends: list[tuple[int, int]] = []
        position = 0
        for span in given.chunk.spans:
            position += span.stop - span.first
            links = position * given.links
            if links > after:
                break
            offset = self.span_ends.get((done + links - before) & COUNT_MASK) if links > before else None
            if offset is not None and location.offset <= offset <= location.stop:
                ends.append((position, offset))
        return ends

    def _told(self, one: Exceptional) -> Fact:
        """The fact behind an attempt that was more than a plain success."""
        given = self._current()
        task = given.task(given.position, given.link)
        attempt = given.attempt(given.link)
        if isinstance(one, Failed):
            given.pass_over()
            return Fact(TaskFailed(task, attempt, failure_of(one.failure)), one.record)
        if isinstance(one, Switched) and given.launch.loops and one.target == task.step:
            given.turn += 1
        elif given.link + 1 < given.links:
            given.link += 1
        else:
            given.pass_over()
        match one:
            case Split():
                return Fact(SplitDone(task, one.width), one.record, one.items)
            case Switched():
                return Fact(ItemsDone(span_of(task), one.target), one.record)
            case Stopped():
                return Fact(ItemsDone(span_of(task)), one.record)
            case Caught():
                return Fact(ItemsDone(span_of(task), None, 1), one.record)
            case _:
                assert_never(one)

    def _current(self) -> Given:
        given = next((each for each in self.given if each.position < each.limit), None)
        assert given is not None, f"{self.pack} counts more than it was given"
        return given

    def finish(self, number: int) -> list[Launch]:
        """The worker is through with this chunk; gives what it left of it (it was told to stop)."""
        given = self.given.popleft()
        assert given.chunk.number == number, f"chunk {number} ended before {given.chunk.number}"
        rest = given.rest(given.position + (1 if given.link or given.turn else 0), given.limit)
        if given.turn:
            task = given.task(given.position, 0)
            rest.append(given.launch._replace(span=span_of(task), attempt=0))
        elif given.link:
            rest += given.rest(given.position, given.position + 1, link=given.link)
        return rest

    def abandon(self) -> list[Launch]:
        """The worker is gone; gives all that it had not done, but for links of an item that it was in the
        middle of.
        """
        rest: list[Launch] = []
        while self.given:
            rest += self.finish(self.given[0].chunk.number)
        return rest


def _part(location: Location, ends: list[tuple[int, int]], behind: int) -> Location:
    """Where of these bytes the records of a part of a span lie, which ends at the position `behind`."""
    if not ends:
        return location
    number = bisect_left(ends, (behind,))
    start = ends[number - 1][1] if number else location.offset
    stop = ends[number][1] if number < len(ends) else location.stop
    return location._replace(offset=start, length=stop - start)


def _through(links_done: int, link: int, links: int) -> int:
    """How many items are through this link when so many links are done in all."""
    return links_done // links + (1 if link < links_done % links else 0)
