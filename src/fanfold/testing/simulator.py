"""The simulator: whole histories of a run, with crashes at any moment, from a seed.

A history makes up a flow and a script, and lets a simulated driver and its workers take turns by chance. At
any moment a worker or the driver may be killed; then the workers go on for some steps (a death is noticed
late), die, perhaps in the middle of a write, and a new driver resumes from what the store holds. In the end
every task must have been recorded exactly once, with the right value, and no attempt may have begun that
policy did not allow.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from random import Random

from fanfold.graph.graph import Graph
from fanfold.model.names import StepName
from fanfold.model.status import RunStatus, Status
from fanfold.run.effects import Effect
from fanfold.run.events import FanStopped, RunStarted, TaskFailed
from fanfold.run.invariants import validate
from fanfold.run.machine import Run
from fanfold.run.resume import fold
from fanfold.run.state import StepCounts
from fanfold.testing.clock import ManualClock
from fanfold.testing.diary import Diary, How, Lived
from fanfold.testing.flows import folding, random_fan, random_graph, random_loop
from fanfold.testing.loss_judge import LossJudge
from fanfold.testing.memory_store import MemoryStore
from fanfold.testing.policy_judge import PolicyJudge, must
from fanfold.testing.results_judge import Walk
from fanfold.testing.scripted import Script
from fanfold.testing.simulated_driver import SimulatedDriver
from fanfold.testing.simulated_worker import SimulatedWorker

STEPS_MAX = 100_000
"""A history that takes longer is stuck."""

TROUBLED_LIVES_MAX = 4
"""After so many lives nothing goes wrong any more, so that each history comes to its end."""


@dataclass(frozen=True, slots=True)
class Weather:
    """How rough a history is: chances per step of the simulation."""

    driver_dies: float = 0.0
    worker_dies: float = 0.0
    stop: float = 0.0

    @staticmethod
    def by_chance(random: Random) -> Weather:
        """Calm, rough or in between."""
        return Weather(
            random.choice([0, 0.001, 0.005]),
            random.choice([0, 0.002, 0.02, 0.1]),
            random.choice([0, 0, 0.01]),
        )


@dataclass(slots=True)
class History:
    """One history. `play` runs it to its end and judges it."""

    seed: int
    random: Random = field(init=False)
    graph: Graph = field(init=False)
    script: Script = field(init=False)
    keep_going: bool = field(init=False)
    weather: Weather = field(init=False)
    store: MemoryStore = field(init=False)
    diary: Diary = field(default_factory=Diary)
    clock: ManualClock = field(default_factory=ManualClock)
    lives: int = 0
    steps: int = 0
    judge: PolicyJudge = field(init=False)
    counts: dict[StepName, StepCounts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.graph = folding(self.random, self._flow())
        width_max = self.random.choice([2, 6, 24])
        self.script = Script(self.seed, self.random.choice([0.0, 0.05, 0.3]), width_max)
        self.keep_going = self.random.random() < 0.3
        self.weather = Weather.by_chance(self.random)
        self.store = MemoryStore(self.graph)
        self.judge = PolicyJudge(self.graph, self.keep_going, LossJudge(self.graph, self.script))

    def _flow(self) -> Graph:
        chance = self.random.random()
        if chance < 0.4:
            return random_fan(self.random)
        if chance < 0.5:
            return random_loop(self.random)
        return random_graph(self.random, steps_max=self.random.choice([3, 6, 8]))

    def play(self) -> None:
        """Live until the run has succeeded, then judge.

        Raises:
            Verdict: something happened that must not. Any other error is a bug too, of the machine or in
                here.
        """
        status = self.live()
        while status is not RunStatus.SUCCEEDED:
            if self.lives >= TROUBLED_LIVES_MAX:
                self.weather, self.script = Weather(), replace(self.script, trouble=0.0)
            status = self.live()
        self.check_results()

    def live(self) -> RunStatus | None:
        """One life of a driver, and how the run stood after it; None if it was killed."""
        self.lives += 1
        run = Run(self.graph, keep_going=self.keep_going)
        driver = SimulatedDriver(run, self.store, self.script, self.diary, self.random, self.clock)
        driver.stop_chance, driver.slots = self.weather.stop, self.random.choice([1, 2, 3])
        killed = self.take_turns(driver, self.life(driver))
        for worker in [*driver.workers.values(), *driver.begun.folds.values()]:
            self.outlive(worker)
        self.diary.entries.append(Lived(None if killed or driver.status is None else driver.status.value))
        self.judge.judge(self.diary)
        if killed:
            return None
        self.check_life(driver)
        self.counts = driver.run.steps
        return driver.status

    def life(self, driver: SimulatedDriver) -> Iterator[str]:
        """What a driver does from its start: the run's beginning or a resume, and then its loop."""
        if self.lives > 1:
            effects = yield from self.resume(driver)
        else:
            driver.store.commit([RunStarted()], [], {})
            yield "ledger committed"
            effects = driver.run.handle(RunStarted())
        yield from driver.drive(effects)

    def resume(self, driver: SimulatedDriver) -> Generator[str, None, list[Effect]]:
        """Fold the facts of the last ledger and the records it did not know; the new store appears in one
        step.
        """
        store, facts, records = self.store.relinked()
        yield "packs linked"
        driver.run, effects, plan = fold(self.graph, facts, keep_going=self.keep_going)
        validate(driver.run)
        must(not plan.dropped, f"the resume dropped {plan.dropped}")
        yield "facts folded"
        kept = [fact for _, fact in plan.kept]
        store.stopped = {fact.task.fan for fact in kept if isinstance(fact, FanStopped)}
        driver.stopped = {fan.id for fan in driver.run.fans.values() if fan.stopped}
        store.lost |= {(fact.task.fan, fact.task.index) for fact in kept if isinstance(fact, TaskFailed)}
        store.commit([RunStarted(), *kept], records, {pack: len(store.packs[pack]) for pack in store.packs})
        self.store = driver.store = store
        yield "resume committed"
        return effects

    def take_turns(self, driver: SimulatedDriver, life: Iterator[str]) -> bool:
        """Let driver and workers act by chance until the run is over; whether the driver was killed."""
        chance = self.random.random
        while driver.status is None:
            self.steps += 1
            must(self.steps < STEPS_MAX, "the history is stuck: a task was lost, or something never ends")
            if chance() < self.weather.driver_dies:
                return True
            workers = [
                worker for worker in [*driver.workers.values(), *driver.begun.folds.values()] if worker.alive
            ]
            if not workers or chance() < 0.3:
                next(life, None)
                continue
            worker = workers[int(chance() * len(workers))]
            if chance() < self.weather.worker_dies:
                worker.die(How.DIED)
            else:
                worker.advance()
        return False

    def outlive(self, worker: SimulatedWorker) -> None:
        """A worker notices late that its driver is gone."""
        for _ in range(self.random.choice([0, 1, 2, 5, 10])):
            if worker.alive:
                worker.advance()
        if worker.alive:
            worker.die(How.LOST)

    def check_life(self, driver: SimulatedDriver) -> None:
        """What is true when a run ended by itself: it says the same told again, and it went as far as it
        could.
        """
        if self.lives == 1:
            again = Run(self.graph, keep_going=self.keep_going)
            for event in self.store.ledger:
                again.handle(event)
            must(again == driver.run, "the ledger tells another run than the one that was")
        if driver.status is RunStatus.FAILED and driver.run.halted is None:
            reached = (
                Walk(self.graph, self.script, self.judge.failed_last, self.judge.is_cancelled).whole().keys()
            )
            must(
                reached == self.judge.done.keys(),
                "not everything was done that does not depend on the failures",
            )

    def check_results(self) -> None:
        """Every task of an undisturbed run that lost the same items was recorded once, with the value that it
        has there.
        """
        expected = Walk(self.graph, self.script, self.judge.losses.kept, self.judge.is_cancelled).whole()
        whole = [
            record
            for pack in self.store.packs.values()
            for record in pack
            if record.status is not Status.FAILED
        ]
        found = {self.store.spot(record.task): record.value for record in whole}
        must(len(found) == len(whole), "a task was recorded twice")
        must(found == expected, f"results differ: {dict(found.items() ^ expected.items())}")
        must(self.judge.done.keys() == expected.keys(), "a task was recorded that did not run")
        caught = sum(counts.caught for counts in self.counts.values())
        must(
            caught == sum(record.status is Status.CAUGHT for record in whole),
            "caught tasks are counted wrong",
        )
