"""What the engine tells whoever watches a run: the terminal, a runner, a test.

All calls come from the driver's loop, in its one thread, so an observer must be quick and must not raise. The
engine calls in this order: `run_started`, then for a resumed run `resume_planned`, then anything in between,
then `run_ended` as the last, or `abandoned`, for every run that was started. Tasks that succeed are counted
by `tick`, never told one by one, unless the observer `wants_tasks`.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from fanfold.model.named import NamedTuple
from fanfold.model.names import FlowName, RunId, StepName
from fanfold.model.slotted import Slotted
from fanfold.model.status import Failure, RunStatus


class TaskName(NamedTuple):
    """How a task is called in front of people.

    `id` is the task id (`model.names.task_id`). `key` is the item's name; it is empty for a task outside any
    foreach, and only there. In a nested foreach `around` has the names of the items around it.
    """

    step: StepName
    id: str
    key: str = ""
    around: str = ""

    @property
    def name(self) -> str:
        """The item by its name, those around it first: `FR/Lyon`."""
        return f"{self.around}/{self.key}" if self.around else self.key

    @property
    def short(self) -> str:
        """`step/NAME`; just `step` outside any foreach, where a turn of a loop is still shown (`step~3`)."""
        if self.key:
            return f"{self.step}/{self.name}"
        turn = self.id.partition("~")[2]
        return f"{self.step}~{turn}" if turn else str(self.step)


Said = tuple[TaskName, str, bytes]
"""What a task wrote: its name, the stream, and the bytes."""


class StepOutline(NamedTuple):
    """A step of the flow, and how many foreach and num_parallel splits are open where it runs."""

    step: StepName
    depth: int


class RunInfo(NamedTuple):
    """What is known of a run when it starts.

    Attributes:
        folder: where the run is recorded.
        parameters: the values the flow sees, by name as on the command line; secrets are masked already.
        origin_run_id: the run that this one resumes.
        workers: how many worker processes it starts with.
        notes: plain sentences to be said once, before anything runs (decorators that cannot be honoured,
            wishes that were capped, a zygote that could not be had).
        steps: all that the flow has, in the order of the graph.
        again: how whoever called it goes on if it does not come to its end, where that is no command.
    """

    flow: FlowName
    run_id: RunId
    folder: Path
    parameters: Mapping[str, object]
    origin_run_id: RunId | None = None
    workers: int = 1
    notes: tuple[str, ...] = ()
    steps: tuple[StepOutline, ...] = ()
    again: str = ""


class ResumeSteps(NamedTuple):
    """How much of one step a resume takes over, and how much it runs. Only what is known when it starts."""

    step: StepName
    reused: int
    to_run: int


class ResumeInfo(NamedTuple):
    """What a resume takes over from its origin, per step, and why tasks were dropped, as plain sentences."""

    origin_run_id: RunId
    steps: tuple[ResumeSteps, ...]
    dropped: tuple[str, ...] = ()


class RunningTask(NamedTuple):
    """A task that is running, and for how long by now."""

    task: TaskName
    seconds: float


class StepProgress(NamedTuple):
    """Where one step stands. `done` includes the caught and the reused ones, and not the failed.

    `total` is how many tasks are known by now; `growing` says that there may be more, since a split before
    the step is not through.

    Attributes:
        waiting: those that could run and wait for something else than a worker.
        cancelled: those that will not run, since nobody needs them any more.
        tolerated: those that failed for good and without which the flow goes on; not among the failed.
        slowest: of the running ones the one that has run longest, if that is long enough to be told.
    """

    step: StepName
    total: int
    running: int
    done: int
    caught: int = 0
    failed: int = 0
    reused: int = 0
    growing: bool = False
    waiting: int = 0
    cancelled: int = 0
    slowest: RunningTask | None = None
    tolerated: int = 0

    @property
    def over(self) -> int:
        """How many are through, in one way or another."""
        return self.done + self.failed + self.tolerated + self.cancelled


class FailureGroup(Slotted):
    """Failures of one step that look the same (`Failure.signature`): how many, and the first few by name.

    `caught` says that `@catch` took over, so that the flow went on; `tolerated`, without how many of them it
    went on. `common` is what the names of all of them share and those of others do not, if there is
    anything: `lr=1.0`.
    """

    __slots__ = ("caught", "common", "count", "failure", "first", "step", "tolerated")

    def __init__(
        self,
        step: StepName,
        failure: Failure,
        count: int,
        first: tuple[TaskName, ...],
        *,
        caught: bool = False,
        tolerated: int = 0,
        common: str = "",
    ) -> None:
        self.step = step
        self.failure = failure
        self.count = count
        self.first = first
        self.caught = caught
        self.tolerated = tolerated
        self.common = common

    @property
    def is_fatal(self) -> bool:
        """Whether the flow could not go on for one of them."""
        return not self.caught and self.tolerated < self.count


class StepSummary(NamedTuple):
    """One step at the end of the run. The times are of single tasks; all zero where nothing was measured."""

    progress: StepProgress
    p50_seconds: float = 0.0
    p95_seconds: float = 0.0
    max_seconds: float = 0.0
    slowest: TaskName | None = None


class RunSummary(NamedTuple):
    """How a run ended.

    Attributes:
        tasks: how many tasks are done, reused ones included.
        steps: in the order of the graph; steps that no task reached may be left out.
        not_started: how many known tasks were not started, because the run was halted.
        reason: one sentence why it did not succeed; empty if it did.
        busy_share: worker seconds spent in tasks over worker seconds there were, between 0 and 1; None: not
            measured.
        workers: how many workers there were at once, at the most; 0: not measured.
    """

    status: RunStatus
    seconds: float
    tasks: int
    steps: tuple[StepSummary, ...] = ()
    failures: tuple[FailureGroup, ...] = ()
    not_started: int = 0
    reason: str = ""
    busy_share: float | None = None
    workers: int = 0


class Observer(Protocol):
    """Someone who watches a run. `fanfold.engine.silent.Silent` is one that does nothing, to be inherited
    from.
    """

    wants_tasks: bool
    """Whether `task_started`, `task_done` and `split_done` are to be called; they cost something per task."""

    def run_started(self, info: RunInfo) -> None:
        """The run's folder exists, and it begins."""

    def resume_planned(self, info: ResumeInfo) -> None:
        """What will be reused, right after `run_started` of a resumed run."""

    def step_opened(self, step: StepName, total: int) -> None:
        """The first tasks of a step may run; `total` of them are known by now."""

    def tick(self, steps: list[StepProgress]) -> None:
        """Where every opened step stands, in the order of the graph; some ten times a second at the most."""

    def output(self, task: TaskName, stream: str, data: bytes) -> None:
        """What a task wrote: `stream` is "stdout" or "stderr"; whole lines, save the last of a task."""

    def outputs(self, said: Iterable[Said]) -> None:
        """What several tasks wrote that were heard of at once: `output` for each."""

    def task_started(self, task: TaskName, attempt: int, pid: int) -> None:
        """An attempt begins (0 is the first); only if it `wants_tasks`. Its pid is 0 if it is over by now."""

    def task_done(self, task: TaskName, attempt: int, *, caught: bool = False) -> None:
        """A task is done and recorded; only if it `wants_tasks`."""

    def split_done(self, task: TaskName, step: StepName, width: int) -> None:
        """A foreach split has opened `width` tasks of `step`; only if it `wants_tasks`."""

    def task_failed(
        self,
        task: TaskName,
        attempt: int,
        failure: Failure,
        *,
        will_retry: bool,
        caught: bool = False,
        tolerated: bool = False,
    ) -> None:
        """An attempt failed. Every one is told, or those that `@catch` took over as far as the engine hears
        of them. `tolerated`: it was the last, and the flow goes on without the item.
        """

    def halted(self, reason: str) -> None:
        """Nothing more is launched; what runs gets its grace period."""

    def note(self, text: str) -> None:
        """A plain sentence that came up while it ran."""

    def abandoned(self) -> None:
        """The run stops without an end, since the driver itself failed; who called it tells the error."""

    def run_ended(self, summary: RunSummary) -> None:
        """The end, whatever it was. Everything is on disk."""
