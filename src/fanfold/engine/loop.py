"""The driver's loop: the only clock that decides anything.

    look at the crew ──► facts ──► one transaction in the ledger ──► the machine ──► effects ──► give out work
          ▲                                                                                         │
          └──────────────────── wait: a message, a death, a signal, a timer, a tick ◄───────────────┘

Nothing follows from a fact before the ledger has it. All state of the run moves in `Run.handle`.
"""

from __future__ import annotations

import select
from heapq import heapify, heappop, heappush
from time import monotonic
from typing import TYPE_CHECKING, assert_never

from fanfold.engine.crew import Collected, Crew
from fanfold.engine.dispatch import Dispatch
from fanfold.engine.early_folds import early_folds
from fanfold.engine.facts import Fact
from fanfold.engine.growth import Growth
from fanfold.engine.in_hand_told import InHandTold
from fanfold.engine.merging import merged
from fanfold.engine.progress import Progress
from fanfold.engine.signals import Signals
from fanfold.engine.watch import Watch
from fanfold.engine.whereabouts import Whereabouts
from fanfold.graph.graph import Graph
from fanfold.model.limits import GRACE_SECONDS
from fanfold.model.names import ROOT_FAN, FanId
from fanfold.model.place import Task
from fanfold.model.status import RunStatus
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
from fanfold.run.machine import Run
from fanfold.store.ledger import Ledger
from fanfold.workers.messages import Broken

if TYPE_CHECKING:
    from fanfold.engine.reuse import Reuse

REUSE_META = "cache"
"""The ledger's note of what the keys of each step with `@cache` were made of."""

TICK_SECONDS = 0.01
SETTLE_TICK_SECONDS = 0.001


class Driver:
    """Drives one run to its end. `drive()` gives the status that the machine came to."""

    def __init__(
        self,
        run: Run,
        graph: Graph,
        ledger: Ledger,
        crew: Crew,
        dispatch: Dispatch,
        whereabouts: Whereabouts,
        growth: Growth,
        progress: Progress,
        signals: Signals,
        reuse: Reuse | None,
    ) -> None:
        self.run = run
        self.graph = graph
        self.ledger = ledger
        self.crew = crew
        self.dispatch = dispatch
        self.whereabouts = whereabouts
        self.growth = growth
        self.progress = progress
        self.signals = signals
        self.reuse = reuse
        self.watch = Watch(graph, crew, dispatch)
        self.in_hand = InHandTold(crew)
        self.early = early_folds(graph, crew, whereabouts)
        self.broken: Broken | None = None
        self._timers: list[tuple[float, Task]] = []
        self._asked = 0
        self._facts: list[Fact] = []
        self._answers: list[Fact] = []
        self._died: list[tuple[str, Task]] = []
        self._recorded = 0.0
        self._next_fan = FanId(max(ROOT_FAN + 1, run.next_fan))
        self._give_up: float | None = None
        self._quiesced = False
        self._poll = select.poll()
        self._poll.register(signals.reader, select.POLLIN)
        self._polled: set[int] = set()

    def drive(self, effects: list[Effect]) -> RunStatus:
        """Perform these effects and all that follow from them, until the run is over."""
        self.perform(effects)
        self.record([])
        self._keep_going()  # nothing would wake the first wait before its tick is over
        self.progress.staffed(self.crew)  # whose task may be over by the first look
        while self.run.finished is None:
            self._wait()
            self._facts += self._happened()
            self._record_if_due()
            self.watch.settle()
            self._keep_going()
            self.progress.look(self.run, self.crew, self._facts)
            self.in_hand.look()
        self._disband()
        self.in_hand.close()
        return self.run.finished

    def _happened(self) -> list[Fact]:
        """All that happened since the last look."""
        collected = self.crew.collect()
        facts = collected.facts
        self._died += collected.died
        for member, given, seconds in collected.through:
            self.dispatch.learn(member, given, seconds)
        self._templates(collected)
        self.progress.timed(collected.timings)
        self.progress.left_behind(collected.left)
        self.progress.noted(self.crew.pool.notes)
        self._hand_back(collected)
        if collected.broken is not None and self.broken is None:
            self.broken = collected.broken
            facts.append(Fact(StopRequested(collected.broken.message.splitlines()[-1])))
        facts += [Fact(TimerFired(task)) for task in self._due()]
        facts += [Fact(ItemsCancelled(span)) for span in self.dispatch.cancelled()]
        return facts + self._interrupts()

    def _templates(self, collected: Collected) -> None:
        """Have imported what tasks to come will import, as those tell that were the first."""
        pool = self.crew.pool
        if self.growth.cores > 1:  # on a single core it would take the time of who tells
            for step, package in collected.importing:
                for target in self.graph[step].out_steps:
                    pool.foresee(target, package)
        for step, modules in collected.handed_on:
            for target in self.graph[step].out_steps:
                pool.make_template(target, modules, foreseen=True)
        for step, modules in collected.modules:
            if self.graph[step].depth or self.graph[step].loops:  # there are more of its tasks
                pool.make_template(step, modules)
        for member, _, _ in collected.through:
            pool.dismiss(member.step)

    def _hand_back(self, collected: Collected) -> None:
        if self.run.halted is not None:
            return
        for _, rest in collected.rests:
            for launch in reversed(rest):
                self.dispatch.put_back(launch)

    def _due(self) -> list[Task]:
        due = []
        while self._timers and self._timers[0][0] <= monotonic():
            due.append(heappop(self._timers)[1])
        return due

    def _interrupts(self) -> list[Fact]:
        """The first signal stops the run with grace, the second at once."""
        asked = len(self.signals.asked)
        if asked == self._asked:
            return []
        first, self._asked = self._asked == 0, asked
        if not first:
            self._give_up = monotonic()
            return []
        return [Fact(StopRequested(self.signals.asked[0].name))]

    def _record_if_due(self) -> None:
        """Successes may gather for a tick while everyone has work: nobody waits for what follows."""

        if not self._facts:
            return
        waits = self.dispatch.wants_workers and all(isinstance(fact.event, ItemsDone) for fact in self._facts)
        if waits and monotonic() < self._recorded + TICK_SECONDS and self.run.halted is None:
            return
        facts, self._facts = merged(self._facts), []
        self.record(facts)

    def record(self, facts: list[Fact]) -> None:
        """Write facts to the ledger, and only then let the machine draw its conclusions; so with what is
        known at once of tasks that it launches.
        """
        while facts or self._answers:
            if not facts:
                facts, self._answers = self._answers, []
            self._write(facts)
            facts = []

    def _write(self, facts: list[Fact]) -> None:
        self._recorded = monotonic()
        told: list[tuple[Fact, Event]] = []
        with self.ledger.transaction():
            for fact in facts:
                event = fact.event
                fan = None
                if isinstance(event, SplitDone):
                    fan, self._next_fan = self._next_fan, FanId(self._next_fan + 1)
                    event = SplitDone(event.task, event.width, fan)
                    fact = Fact(event, fact.location, fact.items)
                self.ledger.add(event, fact.location, items=fact.items)
                self.whereabouts.note(fact, fan)
                told.append((fact, event))
        self.ledger.checkpoint_if_due()
        self.progress.heard(facts)
        self.progress.last_words(self._died)
        self._died.clear()
        for fact, event in told:
            if self.early is not None:
                self.early.note(event)
            effects = self.run.handle(event)
            if isinstance(event, TaskFailed):
                self.dispatch.last_failures[event.task] = event.failure
                if any(isinstance(effect, Forgo) for effect in effects):
                    self.whereabouts.lose(fact)
            self.progress.told(event, effects)
            self.perform(effects)
            if isinstance(event, TaskFailed) and event.charged:
                self._begin_gang_again(event.task, effects)
        if self.reuse is not None:
            self.reuse.keep(facts)

    def _begin_gang_again(self, task: Task, effects: list[Effect]) -> None:
        """A node of `@parallel` that is tried again needs the others to begin again, too: they are connected
        to what it was. Those that are done stay so.
        """
        again = [
            each
            for each in effects
            if isinstance(each, SetTimer) or (isinstance(each, Launch) and not each.fallback)
        ]
        if again and self.graph[task.step].policy.parallel:
            self.watch.end_gang(task)

    def perform(self, effects: list[Effect]) -> None:
        """Do what the machine asks."""
        for effect in effects:
            match effect:
                case Launch():
                    self._launch(effect)
                case SetTimer():
                    heappush(self._timers, (monotonic() + effect.delay_seconds, effect.task))
                case Halt():
                    self._halt(effect.reason)
                case Recall():
                    self._recall(effect.fans)
                case Finish() | Forgo():
                    pass
                case _:
                    assert_never(effect)

    def _launch(self, launch: Launch) -> None:
        """Queue what is to be run of a launch; the facts of what is known of it are recorded next."""
        if self.early is not None and self.early.take_over(launch):
            return
        launches = [launch]
        if self.reuse is not None:
            launches, known = self.reuse.answer(launch)
            self._answers += known
            meta = self.reuse.meta()
            if meta is not None:
                with self.ledger.transaction():
                    self.ledger.set_meta(REUSE_META, meta)
            self.progress.noted(self.reuse.notes)
        for each in launches:
            # One node of a gang runs again: the others may be waiting for it.
            self.dispatch.ready.add(each, first=each.gang and each.span.width == 1)

    def _recall(self, fans: tuple[FanId, ...]) -> None:
        """Nothing more of these fans is begun; what was to be is told of as cancelled."""
        self.dispatch.recall(fans)
        self.watch.recall(fans)
        self._timers = [timer for timer in self._timers if timer[1].fan not in fans]
        heapify(self._timers)

    def _halt(self, reason: str) -> None:
        self.dispatch.ready.clear()
        self._timers.clear()
        self.watch.stop_all()
        if self.early is not None:
            self.early.stop()
        self._give_up = self._give_up or monotonic() + GRACE_SECONDS
        self.progress.halted(reason)

    def _keep_going(self) -> None:
        """Give out work, or while halted see whether everyone has stopped."""
        self.watch.look()
        if self.run.finished is not None:
            return
        if self.early is not None:
            self.early.look(self.run)
        if self.run.halted is not None:
            self._wind_down()
            return
        self.dispatch.assign()
        members = self.crew.members
        waiting = self.dispatch.wants_workers
        # Those in the middle of an item: who has none in hand waits for us, not for a network.
        at_work = (member.process.pid for member in members if member.process.pid and member.in_hand())
        before = self.growth.wanted
        self.growth.look(at_work, waiting=waiting)
        if self.growth.wanted > before:
            self.dispatch.assign()
            waiting = self.dispatch.wants_workers
        if not waiting:
            self.watch.take_back(self.growth.wanted - sum(1 for member in members if member.hand.given))

    def _wind_down(self) -> None:
        busy = [member for member in self.crew.members if member.hand.given]
        if not busy:
            if not self._quiesced:
                self._quiesced = True
                self.record([Fact(Quiesced())])
        elif self._give_up is not None and monotonic() >= self._give_up:
            for member in busy:
                member.process.kill("the run was stopped")

    def _wait(self) -> None:
        """Until something happens, or the next tick."""
        self._register()
        timeout = TICK_SECONDS
        if self.watch.lowered:
            timeout = SETTLE_TICK_SECONDS
        if self.dispatch.held_up:
            timeout = min(timeout, self.dispatch.until_due() or timeout)
        for descriptor, _ in self._poll.poll(timeout * 1000):
            if descriptor == self.signals.reader:
                self.signals.clear()

    def _register(self) -> None:
        wanted = {
            member.process.channel.descriptor: member
            for member in self.crew.members
            if not member.process.channel.ended
        }
        for descriptor in self._polled - wanted.keys():
            self._poll.unregister(descriptor)
        for descriptor, member in wanted.items():
            if descriptor not in self._polled or member.process.channel.pending:
                flags = select.POLLIN | (select.POLLOUT if member.process.channel.pending else 0)
                self._poll.register(descriptor, flags)
                member.process.channel.flush()
        self._polled = set(wanted)

    def abandon(self) -> None:
        """The driver itself failed: kill everyone, and wait until they are gone."""
        for member in self.crew.members:
            member.process.kill("the driver failed")
        give_up = monotonic() + GRACE_SECONDS
        while self.crew.members and monotonic() < give_up:
            self._wait()
            self.crew.lose_ended()
        self.crew.pool.close()
        self.in_hand.close()

    def _disband(self) -> None:
        """Let everyone go, as Python ends; kill who does not within the grace period."""
        for member in self.crew.members:
            if member.hand.given:
                member.process.kill("the run is over")
            self.crew.retire(member)
        give_up = monotonic() + GRACE_SECONDS
        while self.crew.members:
            self._wait()
            self.crew.collect(told=False)
            if monotonic() > give_up or len(self.signals.asked) > max(1, self._asked):
                for member in self.crew.members:
                    member.process.kill("the run is over")
        self.crew.pool.close()


def interrupted_by(signals: Signals) -> int | None:
    """The exit code for the signal that ended the run, if one did."""
    return 128 + int(signals.asked[0]) if signals.asked else None
