"""The block of text that a run ends with, made again from the run's folder: for `status` and `show RUN`."""

from __future__ import annotations

import time
from collections import Counter
from shlex import join
from typing import TYPE_CHECKING

from fanfold.engine.observer import FailureGroup, RunInfo, RunSummary, StepProgress, StepSummary, TaskName
from fanfold.model.names import FlowName, RunId, StepName
from fanfold.model.status import Failure, RunStatus
from fanfold.model.timing import Timing
from fanfold.store import in_hand

if TYPE_CHECKING:
    from fanfold.client import Run, Step, Task

FIRST_TASKS_MAX = 5


def block(run: Run) -> list[str]:
    """The lines: headline, steps, failures, and what to type next."""
    from fanfold.terminal.summary import summary_lines

    record = run._run.record()
    info = RunInfo(
        FlowName(record.flow),
        RunId(run.id),
        run.path,
        record.parameters,
        workers=record.workers or 1,
        again=record.again,
    )
    program = "" if record.again else join(["python", record.script])
    lines = summary_lines(info, _summary(run), program=program)
    if run.status == "running":
        return lines[: lines.index("Next:")] + _folds(run)  # there is nothing to resume yet
    return lines


def _folds(run: Run) -> list[str]:
    """How far the joins are that fold their inputs as they come."""
    from fanfold.store.checkpoints import CheckpointFile, files_of
    from fanfold.store.folder import RunFolder

    folder = RunFolder(run.path)
    folded: dict[str, int] = {}
    for fan, _ in files_of(folder):
        kept = CheckpointFile(folder, fan).read()
        if kept is not None:
            count = sum(stop - first for first, stop in kept.folded)
            folded[kept.step] = folded.get(kept.step, 0) + count
    done = [step.id for step in run if step.counts.done >= step.counts.total]
    return [
        f"  {step} folds its inputs as they come: {count:,} when it was last kept"
        for step, count in folded.items()
        if step not in done
    ]


def _summary(run: Run) -> RunSummary:
    status, record = run.status, run._run.record()
    running = Counter(hand.task.step for hand in in_hand.read(run._run.folder).values())
    running = running if status == "running" else Counter()
    begun = _begun(run, running)
    steps = tuple(_step(step, running[StepName(step.id)]) for step in begun)
    killed = status == "killed"
    left = sum(max(0, each.progress.total - each.progress.over) for each in steps)
    return RunSummary(
        RunStatus.INTERRUPTED if killed else RunStatus(status),
        _ended(run) - record.created_seconds,
        sum(each.progress.done for each in steps),
        steps,
        tuple(group for step in begun for group in _groups(step)),
        0 if status == "running" else left,
        "Its process is gone without having said why: killed, or the machine stopped."
        if killed
        else record.reason,
        record.busy_share,
    )


def _begun(run: Run, running: Counter[StepName]) -> list[Step]:
    """The steps that have tasks, or some that are running, in order."""
    reached = {step.id: step for step in run}
    ordered = run._run.look().shape.ordered()
    return [reached.get(name) or run[name] for name in ordered if name in reached or running[name]]


def _ended(run: Run) -> float:
    """When the run ended: the last that was written, if it did not come to say."""
    finished = run._run.record().finished_seconds
    if finished is not None:
        return finished
    if run.status == "running":
        return time.time()
    return max(path.stat().st_mtime for path in run.path.rglob("*") if path.is_file())


def _step(step: Step, running: int) -> StepSummary:
    counts = step.counts
    progress = StepProgress(
        StepName(step.id),
        counts.total,
        running,
        counts.done,
        counts.caught,
        counts.failed,
        growing=counts.growing,
        tolerated=counts.tolerated,
        reused=counts.reused,
        cancelled=counts.cancelled,
    )
    seconds = step.seconds()
    if len(seconds) < 2:
        return StepSummary(progress)
    timing = Timing()  # which rounds as the run's own end did, so that both say the same
    for each in seconds:
        timing.note(each, 0, 0, 0)
    p50, p95 = timing.quantile(0.5), timing.quantile(0.95)
    return StepSummary(progress, p50, p95, timing.max_seconds, _name(step.slowest(1)[0]))


_Kind = tuple[tuple[str, str, str], bool, bool]
"""What a group of failures has in common: the failure, whether it was caught, whether it is tolerated."""


def _groups(step: Step) -> list[FailureGroup]:
    """The failures of a step that look the same, as one."""
    tasks: dict[_Kind, list[Task]] = {}
    failures: dict[_Kind, Failure] = {}
    for task in step.failed():
        failure = task.failure
        if failure is not None:
            kind = (failure.signature, task.finished, task.tolerated)
            failures.setdefault(kind, failure)
            tasks.setdefault(kind, []).append(task)
    return [
        FailureGroup(
            StepName(step.id),
            failures[kind],
            len(found),
            tuple(map(_name, found[:FIRST_TASKS_MAX])),
            caught=kind[1],
            tolerated=len(found) if kind[2] else 0,
            common=step._common(found),
        )
        for kind, found in tasks.items()
    ]


def _name(task: Task) -> TaskName:
    return TaskName(StepName(task.path_components[2]), task.id, task.key, task._around)
