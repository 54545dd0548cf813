"""`Step("MyFlow/1712/work")`: one step of a run, and its tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from fanfold.client.alike import common
from fanfold.client.columns import Table
from fanfold.client.counts import Counts, counts_of, seconds_of
from fanfold.client.failed import failed_tasks
from fanfold.client.filling import filled
from fanfold.client.in_hand import hands_of, place_named
from fanfold.client.opened import OpenRun
from fanfold.client.pathspec import MissingError, missing
from fanfold.client.places import by_id, is_open
from fanfold.client.recorded import OfRun, found_run, time_of
from fanfold.client.slowest import slowest
from fanfold.client.snapshot import Snapshot
from fanfold.client.table import column, table
from fanfold.client.task import Task
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Task as Place
from fanfold.store.constants import STEP as CONSTANTS
from fanfold.store.rows import Found

if TYPE_CHECKING:
    from fanfold.client.run import Run

NEAR_KEYS_MAX = 2000
"""Among how many keys a mistyped one is looked for: comparing takes a while."""


class Step(OfRun[Task]):
    """A step of a run: `step["3"]` or `step["the item's key"]`, or iterate over its tasks, the newest first.

    `failed`, `slowest`, `values`, `rows` and `table` look at all tasks at once, and take a moment for a
    hundred thousand.
    """

    level: ClassVar[int] = 3
    _name: StepName

    @classmethod
    def _of(cls, run: OpenRun, name: StepName) -> Step:
        step = cls.__new__(cls)
        step._run, step._name = run, name
        return step

    def _find(self, home: Path, names: list[str], attempt: int | None) -> None:
        from fanfold.client.run import Run

        found = Run._of(found_run(home, *names[:2]))[names[2]]
        self._run, self._name = found._run, found._name

    @property
    def path_components(self) -> list[str]:
        """The names of the flow, the run and the step."""
        return [self._run.folder.flow, self._run.folder.run_id, self._name]

    @property
    def parent(self) -> Run:
        """Its run."""
        from fanfold.client.run import Run

        return Run._of(self._run)

    @property
    def task(self) -> Task | None:
        """Its newest task: of a foreach, the one of the last item. None if it has none."""
        return next(self._children(), None)

    def tasks(self, *tags: str) -> Iterator[Task]:
        """Its tasks, the newest first, a few in memory at a time; none if the run lacks one of these tags."""
        return self._children() if frozenset(tags) <= self.tags else iter(())

    def in_order(self) -> Iterator[Task]:
        """Its tasks in the order of their items, a few in memory at a time."""
        if self._name == CONSTANTS:
            return self._children()
        snapshot = self._run.look()
        return (
            self._task(snapshot, found)
            for row in snapshot.rows(self._name)
            for found in self._run.reading.row(self._name, row)
        )

    @property
    def counts(self) -> Counts:
        """How many tasks it has: `total`, `done` (`caught` ones included), `failed`, and `tolerated`, which
        failed too.
        """
        return counts_of(self._run.look(), self._name)

    def seconds(self) -> list[float]:
        """How long each of its tasks took that is done, in no order."""
        return seconds_of(self._run, self._run.look(), self._name)

    def failed(self, *, caught: bool = True) -> list[Task]:
        """The tasks that failed for good (`tolerated` or not), and those whose failure `@catch` took over, in
        the order of their items. `caught=False` leaves the latter out.
        """
        snapshot = self._run.look()
        rows = failed_tasks(self._run, snapshot, self._name, caught=caught)
        return [self._task(snapshot, found) for found in rows]

    def slowest(self, count: int = 20) -> list[Task]:
        """The tasks whose last attempt took longest, the slowest first."""
        snapshot = self._run.look()
        return [self._task(snapshot, found) for found in slowest(self._run, snapshot, self._name, count)]

    def _common(self, tasks: Sequence[Task]) -> str:
        """What the names of these tasks of it share, and those of others do not."""
        return common(self._run, self._run.look(), [task._place for task in tasks])

    def values(self, name: str, *, missing: Any = None) -> list[Any]:
        """One artifact of all tasks, in the order of their items; `missing` for a task that has none (it
        failed before).

        Raises:
            NotFoundError: no task has it.
        """
        return column(self._run, self._run.look(), self._name, name, missing)

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        """A dict for each task, in the order of their items: `task` (its id), `key`, `index`, `status` ("ok",
        "caught" or "failed"), `attempt`, `started` (Unix time in seconds), `seconds`; and the artifacts in
        `columns`, None where a task has none. Without `columns`: all that its tasks themselves set to a
        number, a text, a truth value or None.
        """
        return table(self._run, self._run.look(), self._name, columns)

    def table(self, columns: Sequence[str] | None = None) -> Table:
        """All tasks as columns, plain lists in the order of their items: `task` (its id), `key`, `index`,
        `status` ("ok", "caught" or "failed"), `attempts`, `started` (Unix time in seconds), `seconds`,
        `worker`, `reused_from` (the run that ran it, where that was not this one); then what the tasks' items
        held (the keys of dicts, the fields of dataclasses and named tuples, or a plain item as `input`), and
        the numbers, texts and truth values that tasks set.

        Args:
            columns: these artifacts, or fields of the items, beside the facts; of any type. None where a task
                has none.
        """
        return filled(self._run, self._run.look(), self._name, columns)

    def dataframe(self, columns: Sequence[str] | None = None) -> Any:
        """The `table` as a pandas DataFrame, if pandas is installed."""
        return self.table(columns).dataframe()

    @property
    def created_at(self) -> datetime | None:
        """When its first task began."""
        snapshot = self._run.look()
        rows = snapshot.rows(self._name) if self._name != CONSTANTS else []
        if not rows:
            return self.parent.created_at
        return time_of(self._run.reading.one(self._name, rows[0], rows[0].first).record.started)

    @property
    def finished_at(self) -> datetime | None:
        """When the last of its tasks ended; None while it has none."""
        times = (task.finished_at for task in self._children())
        return max((time for time in times if time is not None), default=None)

    @property
    def environment_info(self) -> dict[str, str]:
        """With what it ran."""
        record = self._run.record()
        return {"type": "local", "python_version": record.python, "fanfold_version": record.fanfold}

    @property
    def parent_steps(self) -> Iterator[Step]:
        """The steps that lead to it, of those that have tasks."""
        return self._steps(self._run.look().shape.steps[self._name].in_steps)

    @property
    def child_steps(self) -> Iterator[Step]:
        """The steps that it leads to, of those that have tasks."""
        return self._steps(self._run.look().shape.steps[self._name].out_steps)

    def _steps(self, names: Sequence[StepName]) -> Iterator[Step]:
        reached = self._run.look().steps()
        return (Step._of(self._run, name) for name in names if name in reached)

    @property
    def control_task(self) -> Task | None:
        """Of a `num_parallel` step: the first of its nodes. None for other steps."""
        return next(self.control_tasks(), None)

    def control_tasks(self, *tags: str) -> Iterator[Task]:
        """Of a `num_parallel` step: the first node of each gang."""
        snapshot = self._run.look()
        around = snapshot.shape.steps[self._name].in_steps
        if not any(snapshot.shape.steps[name].type == "parallel" for name in around):
            return iter(())
        return (task for task in self.tasks(*tags) if task.index == 0)

    def _children(self) -> Iterator[Task]:
        if self._name == CONSTANTS:
            return iter([Task._constants_of(self._run)])
        snapshot = self._run.look()
        return (
            self._task(snapshot, found)
            for row in reversed(snapshot.rows(self._name))
            for found in reversed(self._run.reading.row(self._name, row))
        )

    def _task(self, snapshot: Snapshot, found: Found) -> Task:
        return Task._of(self._run, found.record.task, found, snapshot)

    def _child(self, name: str) -> Task:
        if self._name == CONSTANTS:
            return Task._constants_of(self._run)
        snapshot = self._run.look()
        place = by_id(snapshot, self._name, name)
        row = None if place is None else snapshot.row(place)
        if place is not None and row is not None:
            return self._task(snapshot, self._run.reading.one(self._name, row, place.index))
        if place is not None and self._may_run(snapshot, place):
            return Task._of(self._run, place, None, snapshot)
        return self._by_key(snapshot, name)

    def _may_run(self, snapshot: Snapshot, place: Place) -> bool:
        """Whether a task without a record is running, or may be; or was, when its run was killed."""
        if snapshot.has_ended:
            return any(hand.task == place for hand in hands_of(self._run, snapshot, self._name))
        return is_open(snapshot, place)

    def _in_hand(self) -> list[Task]:
        """Its tasks that workers have in hand, or had when their run was killed."""
        snapshot = self._run.look()
        hands = hands_of(self._run, snapshot, self._name)
        return [Task._of(self._run, hand.task, None, snapshot) for hand in hands]

    def of_key(self, key: str) -> Task:
        """The task of the item of this name, also where that looks like a task's id.

        Raises:
            NotFoundError: there is none, or there are several.
        """
        return self._by_key(self._run.look(), key)

    def _named(self, found: Found, key: str, snapshot: Snapshot) -> str:
        """A task of a nested foreach by the names of all items that it belongs to."""
        return f"{self._run.around(FanId(found.record.fan), snapshot)}/{key}"

    def _by_key(self, snapshot: Snapshot, key: str) -> Task:
        run, step = self._run, self._name
        keys: list[str] = []
        matching: list[Found] = []
        for row in snapshot.rows(step):
            for found in run.reading.row(step, row):
                its = run.key(found, snapshot)
                if its == key or (key.endswith(f"/{its}") and self._named(found, its, snapshot) == key):
                    matching.append(found)
                elif len(keys) < NEAR_KEYS_MAX:
                    keys.append(its)
        in_hand = None if matching else place_named(run, snapshot, step, key)
        if in_hand is not None:
            return Task._of(run, in_hand, None, snapshot)
        if not matching:
            raise missing("task", key, keys, self.pathspec)
        if len(matching) > 1:
            ids = ", ".join(self._task(snapshot, found).id for found in matching[:5])
            raise MissingError(
                f"{len(matching)} tasks of {self.pathspec} have the key {key!r}.",
                remedy=f"Name one by its id: {ids}{', …' if len(matching) > 5 else ''}.",
            )
        return self._task(snapshot, matching[0])
