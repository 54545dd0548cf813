"""A simulated join that began before its fan was through, in a process of its own.

Such a process is no task until it hears that all has come (`through`): it marks nothing and records nothing
before, and what ends it is charged to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from fanfold.model.names import FanId
from fanfold.model.place import Task
from fanfold.model.status import Status
from fanfold.testing.diary import How
from fanfold.testing.folding import Folded, go_on, result, taken_up
from fanfold.testing.scripted import Outcome
from fanfold.testing.simulated_worker import SimulatedWorker


@dataclass(slots=True)
class SimulatedFold(SimulatedWorker):
    """A process that begins to fold while its fan is going on.

    Attributes:
        task: the join's task, once it is one.
        told: what the driver told it of.
        through: it was told that all has come.
        gave_up: it failed before.
    """

    task: Task = field(kw_only=True)
    fan: FanId = field(kw_only=True)
    told: Folded = field(default_factory=list)
    through: bool = False
    gave_up: bool = False

    def work(self) -> Iterator[str]:
        """Its whole life."""
        spot = self.store.spot(self.task)
        folded = taken_up(self.store, self.fan)
        outcome = self.script.outcome(spot, -self.number)
        while True:
            through = self.through
            yield from go_on(self.store, self.fan, folded, list(self.told))
            if through:
                break
            if outcome is Outcome.RAISE:
                self.gave_up = True
            while self.gave_up:
                yield "gave up"
            if outcome is Outcome.DIE:
                self.die(How.DIED)
                yield "dead"
            yield "waits for more"
        yield from self.end(result(folded))

    def end(self, inputs: tuple[int, ...]) -> Iterator[str]:
        """It is a task now, and comes to its end."""
        chunk = self.shared.chunk
        assert chunk is not None, "nobody but who gave it the task says that all has come"
        record = yield from self.run_task(chunk, self.task, 0, inputs)
        self.store.packs[self.pack].append(record)
        self.diary.end(self.number, _HOW[record.status], self.clock.now_seconds)
        yield "record appended"
        self.shared.counted += 1
        self.shared.position = self.task.index + 1
        self.shared.chunk = None
        while True:
            yield "waits"


_HOW = {Status.OK: How.DONE, Status.CAUGHT: How.CAUGHT, Status.FAILED: How.RAISED}
