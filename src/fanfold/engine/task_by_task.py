"""For observers that want to hear of every task: when each begins, ends and splits.

The driver counts; it does not watch tasks begin. One that runs when the crew is looked at is told then, any
other right before its end, and then nobody knows its process any more: its pid is told as 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
        self._failed: dict[Task, int] = {}

    def look(self, crew: Crew) -> None:
        """Tell of those that run now."""
        for member in crew.members:
            held = member.in_hand()
            if held is not None:
                given, position = held
                self._begin(given.task(position, given.link), given.attempt(given.link), member.process.pid)

    def began(self, facts: list[Fact]) -> None:
        """Tell of the beginning of those that are over, if nobody saw it."""
        for fact in facts:
            for task in _tasks_of(fact):
                self._begin(task, self._failed.get(task, 0), 0)

    def ended(self, facts: list[Fact]) -> None:
        """Tell of the end of those that are done."""
        for fact in facts:
            event = fact.event
            if isinstance(event, SplitDone):
                name = self._naming.of_task(event.task)
                self._observer.split_done(name, self._first_steps[event.task.step], event.width)
            for task in _tasks_of(fact):
                self._begun.discard(task)
                if isinstance(event, TaskFailed):
                    self._failed[task] = event.attempt + 1
                else:
                    caught = isinstance(event, ItemsDone) and event.caught > 0
                    attempt = self._failed.pop(task, 0)
                    self._observer.task_done(self._naming.of_task(task), attempt, caught=caught)

    def _begin(self, task: Task, attempt: int, pid: int) -> None:
        if task not in self._begun:
            self._begun.add(task)
            self._observer.task_started(self._naming.of_task(task), attempt, pid)


def _tasks_of(fact: Fact) -> Iterator[Task]:
    """The tasks that a fact says something of."""
    event = fact.event
    if isinstance(event, ItemsDone):
        yield from map(event.span.task, range(event.span.first, event.span.stop))
    elif isinstance(event, SplitDone | TaskFailed):
        yield event.task
