"""The simulated driver's side of joins that begin before their fan is through: it starts them, tells them
what was committed since, and makes them tasks when the run launches their join.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fanfold.engine.early_folds import may_begin
from fanfold.model.names import ROOT_FAN, FanId
from fanfold.model.place import Task
from fanfold.run.effects import Launch
from fanfold.run.state import Fan
from fanfold.testing.diary import How
from fanfold.testing.simulated_fold import SimulatedFold
from fanfold.testing.simulated_worker import Chunk

if TYPE_CHECKING:
    from fanfold.testing.simulated_driver import SimulatedDriver


@dataclass(slots=True)
class BegunFolds:
    """The processes that are no tasks yet, by the fan that they fold."""

    folds: dict[FanId, SimulatedFold] = field(default_factory=dict)

    def look(self, driver: SimulatedDriver) -> None:
        """Bury the dead, begin what may begin, and tell of what came."""
        self.folds = {fan: fold for fan, fold in self.folds.items() if fold.alive}
        for fan in driver.run.fans.values():
            if fan.id not in self.folds and self._may_begin(driver, fan) and driver.random.random() < 0.3:
                self._begin(driver, fan)
        for fan_id, fold in self.folds.items():
            if driver.random.random() < 0.5:
                fold.told = driver.store.came(fan_id, fold.step)

    def _may_begin(self, driver: SimulatedDriver, fan: Fan) -> bool:
        graph = driver.run.graph
        return (
            fan.join is not None
            and fan.parent is not None
            and fan.parent.fan == ROOT_FAN
            and may_begin(graph, graph[fan.join])
            and bool(driver.store.came(fan.id, fan.join))
        )

    def _begin(self, driver: SimulatedDriver, fan: Fan) -> None:
        driver.workers_made += 1
        parent, join = fan.parent, fan.join
        assert parent is not None and join is not None
        self.folds[fan.id] = SimulatedFold(
            driver.workers_made,
            join,
            True,
            driver.script,
            driver.store,
            driver.diary,
            driver.clock,
            task=Task(parent.fan, join, parent.index),
            fan=fan.id,
        )

    def rest(self, driver: SimulatedDriver, launches: list[Launch]) -> Iterator[Launch]:
        """What is to be run by others, of these launches."""
        return (launch for launch in launches if not self._is_begun(driver, launch))

    def _is_begun(self, driver: SimulatedDriver, launch: Launch) -> bool:
        """Whether a process has begun this join, which is its task from now on."""
        index = launch.span.first
        task = launch.span.task(index)
        fold = next((fold for fold in self.folds.values() if fold.task == task), None)
        if fold is None:
            return False
        del self.folds[fold.fan]
        if launch.attempt or launch.fallback or fold.gave_up:
            fold.die(How.KILLED)
            return False
        chunk = Chunk(task.fan, (task.step,), index, index + 1, single=True)
        driver.workers[fold.number] = fold
        driver.given[fold.number] = fold.shared.chunk = chunk
        fold.shared.position, fold.shared.limit = index, index + 1
        fold.told, fold.through = driver.store.came(fold.fan, fold.step), True
        return True
