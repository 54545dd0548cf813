"""What runs right now: how many tasks of each step, and which of them has run longest."""

from __future__ import annotations

from time import monotonic_ns

from fanfold.engine.crew import Crew, Member
from fanfold.engine.hand import Given
from fanfold.engine.naming import Naming
from fanfold.engine.observer import RunningTask, TaskName
from fanfold.model.names import StepName
from fanfold.model.place import Task

LONG_NS = 1_000_000_000
"""A task that has run for less is not told: its name would be read, and gone before anybody could."""


class RunningTasks:
    """The running tasks of one step."""

    __slots__ = ("count", "slowest", "started_ns", "task")

    def __init__(self) -> None:
        self.count = 0
        self.started_ns = 0
        self.task: Task | None = None
        self.slowest: RunningTask | None = None

    def add(self, member: Member, given: Given, position: int) -> None:
        """One more runs."""
        self.count += 1
        started_ns = member.started_ns()
        if started_ns and (self.task is None or started_ns < self.started_ns):
            self.started_ns, self.task = started_ns, given.task(position, given.link)


class Running:
    """Looks at what the crew has in hand."""

    def __init__(self, naming: Naming) -> None:
        self._naming = naming
        self._names: dict[Task, TaskName] = {}

    def look(self, crew: Crew) -> dict[StepName, RunningTasks]:
        """The running tasks by step."""
        found: dict[StepName, RunningTasks] = {}
        for member in crew.members:
            held = member.in_hand()
            if held is not None:
                given, position = held
                found.setdefault(given.chunk.chain[given.link], RunningTasks()).add(member, given, position)
            elif member.early is not None:
                found.setdefault(member.step, RunningTasks()).count += 1
        self._name(found)
        return found

    def _name(self, found: dict[StepName, RunningTasks]) -> None:
        """Name the slowest ones, each once however often it is looked at."""
        now, names = monotonic_ns(), {}
        for tasks in found.values():
            if tasks.task is not None and now - tasks.started_ns >= LONG_NS:
                name = self._names.get(tasks.task) or self._naming.of_task(tasks.task)
                names[tasks.task] = name
                tasks.slowest = RunningTask(name, (now - tasks.started_ns) / 1e9)
        self._names = names
