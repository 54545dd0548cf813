"""For observers that want to hear of every task: when each begins, ends and splits.

The driver counts; it does not watch tasks begin. One that runs when the crew is looked at is told then, any
other right before its end, and then nobody knows its process any more: its pid is told as 0.
"""

from __future__ import annotations

from collections.abc import Mapping

from fanfold.engine.crew import Crew
from fanfold.engine.facts import Fact
from fanfold.engine.naming import Naming
from fanfold.engine.observer import Observer
from fanfold.model.names import StepName
from fanfold.model.place import Task
from fanfold.run.events import ItemsDone, SplitDone, TaskFailed


class TaskByTask:
    """Tells an observer of every task. `first_steps` are those that splits open."""

    def __init__(self, observer: Observer, naming: Naming, first_steps: Mapping[StepName, StepName]) -> None:
        self._observer = observer
        self._naming = naming
        self._first_steps = first_steps
        self._begun: set[Task] = set()

    def look(self, crew: Crew) -> None:
        """Tell of those that run now."""
        for member in crew.members:
            held = member.in_hand()
            if held is not None:
                given, position = held
                self._begin(given.task(position, given.link), given.attempt(given.link), member.process.pid)

    def heard(self, facts: list[Fact]) -> None:
        """Tell of those that are done, and before that of their beginning, if nobody saw it."""
        for fact in facts:
            event = fact.event
            if isinstance(event, ItemsDone):
                for index in range(event.span.first, event.span.stop):
                    self._done(event.span.task(index), caught=event.caught > 0)
            elif isinstance(event, SplitDone):
                self._begin(event.task, 0, 0)
                name = self._naming.of_task(event.task)
                self._observer.split_done(name, self._first_steps[event.task.step], event.width)
                self._done(event.task, caught=False)
            elif isinstance(event, TaskFailed):
                self._begin(event.task, event.attempt, 0)
                self._begun.discard(event.task)

    def _begin(self, task: Task, attempt: int, pid: int) -> None:
        if task not in self._begun:
            self._begun.add(task)
            self._observer.task_started(self._naming.of_task(task), attempt, pid)

    def _done(self, task: Task, *, caught: bool) -> None:
        self._begin(task, 0, 0)
        self._begun.discard(task)
        self._observer.task_done(self._naming.of_task(task), 0, caught=caught)
