"""The crew: the worker processes of a run, what each has in hand, and what became of it.

`collect()` turns counters, messages and deaths into facts. A death has an owner: the item that the process
had marked in shared memory and not recorded. Its neighbours in the chunk are handed back, and nobody is
charged for a death that we caused.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from fanfold.engine import exceptional
from fanfold.engine.deaths import OomCounter, cause_of_death
from fanfold.engine.facts import Fact
from fanfold.engine.hand import Given, Hand
from fanfold.engine.last_record import write_last
from fanfold.model.errors import DamageError, FanfoldError, RunError
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Task
from fanfold.model.status import Cause, Failure
from fanfold.model.timing import Timing
from fanfold.run.effects import Launch
from fanfold.run.events import TaskFailed
from fanfold.store.loading import Packs
from fanfold.store.packs import HEADER
from fanfold.workers.cells import (
    COUNT_MASK,
    DONE,
    EXCEPTIONAL,
    LIMIT_SLOTS,
    LIMITS,
    MARK,
    STARTED,
    read_done,
    read_mark,
    read_span_ends,
)
from fanfold.workers.messages import (
    Broken,
    Chunk,
    ChunkDone,
    FoldEnded,
    FoldWaits,
    HandsOn,
    Hello,
    Importing,
    LeftBehind,
    Look,
    Retire,
)
from fanfold.workers.pool import Pool, Process

STILLBORN_MAX = 3


class Member:
    """One worker process and its hand.

    Attributes:
        step: the first step of the chain that it serves for its whole life.
        mark: its word at the last look, to tell a long item from many quick ones.
        early: the join that it began before all its inputs had come, until it is a task; `waits` says that it
            has folded those that it was told of, `gave_up` that it failed.
    """

    __slots__ = (
        "early", "gang", "gave_up", "hand", "isolated", "mark", "next_chunk", "process", "retiring",
        "step", "waits",
    )  # fmt: skip

    def __init__(self, process: Process, step: StepName, *, isolated: bool, gang: bool) -> None:
        self.process = process
        self.step = step
        self.hand = Hand(process.place.stem)
        self.isolated = isolated
        self.gang = gang
        self.next_chunk = 1
        self.retiring = False
        self.mark = 0
        self.early: Task | None = None
        self.waits = False
        self.gave_up = False

    @property
    def idle(self) -> bool:
        """Whether it has nothing to do and may be given something."""
        return not self.hand.given and not self.retiring

    @property
    def stands_by(self) -> bool:
        """Whether it was hired for one task and waits for that."""
        return self.isolated and self.idle and self.early is None

    def is_node_of(self, fan: FanId) -> bool:
        """Whether it runs a node of this gang."""
        return self.gang and bool(self.hand.given) and self.hand.given[0].launch.span.fan == fan

    def in_hand(self) -> tuple[Given, int] | None:
        """The chunk and the position that it marked last, if it has not recorded that item."""
        mark = read_mark(self.process.cells.words[MARK])
        if mark is None:
            return None
        number, position = mark
        given = next((each for each in self.hand.given if each.chunk.number == number), None)
        return (given, position) if given is not None and given.position == position else None

    def started_ns(self) -> int:
        """When the item in hand began, by the monotonic clock."""
        return self.process.cells.words[STARTED]


class Collected:
    """What came of one look at the crew."""

    def __init__(self, *, told: bool) -> None:
        self.told = told
        self.facts: list[Fact] = []
        self.rests: list[tuple[Member, list[Launch]]] = []
        self.ended: list[Member] = []
        self.through: list[tuple[Member, Given, float]] = []
        self.died: list[tuple[str, Task]] = []
        self.broken: Broken | None = None
        self.left: list[tuple[StepName, str]] = []
        self.modules: list[tuple[StepName, tuple[str, ...]]] = []
        self.importing: list[tuple[StepName, str]] = []
        self.handed_on: list[tuple[StepName, tuple[str, ...]]] = []
        self.timings: list[tuple[StepName, Timing]] = []


class Crew:
    """The worker processes of a run."""

    def __init__(self, pool: Pool, packs: Packs, now: Callable[[], float]) -> None:
        self.pool = pool
        self._packs = packs
        self.members: list[Member] = []
        self._now = now
        self._oom = OomCounter()
        self._stillborn = 0

    def hire(self, step: StepName, *, isolated: bool, gang: bool = False, ahead: int = 0) -> Member:
        """Start a process for a step, which will soon need so many more."""
        process = self.pool.spawn(step, copies=not isolated, ahead=ahead)
        member = Member(process, step, isolated=isolated, gang=gang)
        member.hand.offset = max(len(HEADER), os.fstat(process.place.pack).st_size)
        self.members.append(member)
        return member

    def give(self, member: Member, chunk: Chunk, launch: Launch) -> None:
        """Hand a chunk over."""
        member.hand.given.append(Given(chunk, launch, chunk.width))
        self.tell_of(member, chunk)

    def tell_of(self, member: Member, chunk: Chunk) -> None:
        """Tell a process of a chunk."""
        member.process.cells.words[LIMITS + chunk.number % LIMIT_SLOTS] = chunk.width
        member.next_chunk += 1
        member.process.channel.send(chunk)

    def retire(self, member: Member) -> None:
        """Have a process end when it is through with what it has."""
        if not member.retiring:
            member.retiring = True
            member.process.channel.send(Retire())

    def collect(self, *, told: bool = True) -> Collected:
        """Look at everyone's messages and counters, and at who has ended. `told` says that the ledger will be
        told of it.
        """
        collected = Collected(told=told)
        for member in self.members:
            self._look(member, collected)
        for process in self.pool.reap():
            member = next(each for each in self.members if each.process is process)
            self._ended(member, collected)
        for member in self.members:
            if member.process.status is not None and member not in collected.ended:
                self._ended(member, collected)
        for member in collected.ended:
            self.members.remove(member)
        if self._stillborn >= STILLBORN_MAX:
            raise RunError(
                "Worker processes end before they say hello.",
                remedy="Run with --inline to see what happens when the flow file is imported.",
            )
        return collected

    def lose_ended(self) -> None:
        """Take leave of processes that have ended, whatever has become of the run's folder."""
        try:
            self.collect(told=False)
        except (FanfoldError, OSError):
            self.members = [member for member in self.members if member.process.status is None]

    def _look(self, member: Member, collected: Collected) -> None:
        """Messages first, then the counter, then messages again: so of each chunk that the counter has left
        behind it is known where it ended.
        """
        hand = member.hand
        ends = self._read(member, collected)
        count, offset = read_done(member.process.cells.words[DONE])
        ends += self._read(member, collected)
        counted = hand.count + ((count - hand.count) & COUNT_MASK) if offset else 0
        if member.process.cells.words[EXCEPTIONAL] != hand.exceptional_count:
            self._read_exceptional(hand, ends, offset)
        if any(len(given.chunk.spans) > 1 for given in hand.given):
            hand.span_ends = read_span_ends(member.process.cells.words)
        facts, through = hand.catch_up(ends, counted, offset)
        collected.facts += facts
        for given, end, rest in through:
            collected.through.append((member, given, end.seconds))
            if rest:
                collected.rests.append((member, rest))
            collected.timings += end.timings
            if end.modules:
                collected.modules.append((member.step, end.modules))

    def _read_exceptional(self, hand: Hand, ends: list[ChunkDone], offset: int) -> None:
        """Find out which of the attempts that have come since were more than a plain success."""
        stop = max([offset, *(end.offset for end in ends)])
        found = exceptional.read(self._packs[hand.pack], hand.offset, stop, before=hand.count).found
        hand.exceptional_count += len(found)
        hand.exceptional.extend(exceptional.in_rows(found, [end.counted for end in ends]))

    def _read(self, member: Member, collected: Collected) -> list[ChunkDone]:
        ends = []
        for message in member.process.channel.receive():
            match message:
                case Hello(pid=pid):
                    self._stillborn = 0
                    self.pool.greet(member.process, pid)
                case ChunkDone():
                    ends.append(message)
                case Importing(step=step, package=package):
                    collected.importing.append((step, package))
                case HandsOn(step=step, modules=modules):
                    collected.handed_on.append((step, modules))
                case FoldWaits():
                    member.waits = True
                case FoldEnded(step=step, sentence=sentence):
                    member.gave_up = True
                    collected.left.append((step, _ended_early(step, sentence)))
                case LeftBehind(step=step, sentences=sentences):
                    collected.left += [(step, sentence) for sentence in sentences]
                case Broken():
                    collected.broken = message
                    member.process.killed_by_us = "the machine failed"
                case Look():
                    pass
                case _:
                    raise AssertionError(message)
        return ends

    def _ended(self, member: Member, collected: Collected) -> None:
        """A process has ended: take its last words and whole records, name the owner of its death, hand
        back the rest.
        """
        self._look(member, collected)
        self._look(member, collected)
        status = member.process.status
        assert status is not None
        collected.ended.append(member)
        if not member.process.pid:
            self._stillborn += 1
        clean = status == 0 and member.retiring and not member.hand.given
        if not clean:
            is_whole = self._adopt(member, collected)
            self._charge(member, status, collected, records=is_whole and collected.told)
            collected.rests.append((member, member.hand.abandon()))
        self.pool.leave(member.process, clean=clean)

    def _adopt(self, member: Member, collected: Collected) -> bool:
        """Records that are whole in the pack are done, though the process died before it counted them. Gives
        whether it was not in the middle of writing.
        """
        hand = member.hand
        try:
            pack = self._packs[hand.pack]
        except DamageError:  # somebody removed the folder
            return False
        size = pack.size()
        reading = exceptional.read(pack, hand.offset, size, before=hand.count)
        if reading.attempts > hand.count:
            hand.exceptional.extend(exceptional.in_rows(reading.found, ()))
            collected.facts += hand.advance(reading.attempts, reading.offset)
        return reading.offset == size

    def _charge(self, member: Member, status: int, collected: Collected, *, records: bool) -> None:
        """The item in hand failed with the signal's name; its position is passed over in what is handed
        back.
        """
        held = member.in_hand()
        if held is None:
            return
        given, position = held
        task = given.task(position, given.link)
        why = member.process.killed_by_us
        kind, sentence = cause_of_death(status, oom_kills=self._oom.more())
        count = member.hand.count
        if count:
            sentence += f" It had run {count} {'task' if count == 1 else 'tasks'} before."
        if why.startswith("@timeout"):
            failure = Failure(Cause.TIMEOUT, "fanfold.model.errors.TaskTimeoutError", why)
        else:
            failure = Failure(Cause.DIED, kind, sentence if not why else f"Stopped: {why}.")
        charged = not why or why.startswith("@timeout")
        attempt = given.attempt(given.link)
        place = write_last(member.process, task, attempt, failure) if records else None
        collected.facts.append(Fact(TaskFailed(task, attempt, failure, charged), place))
        collected.died.append((member.hand.pack, task))
        given.pass_over()


def _ended_early(step: StepName, sentence: str) -> str:
    return (
        f"Step {step} failed while it folded what had come so far, and is tried again when all has come: "
        f"{sentence}"
    )
