"""`--json`: one JSON object a line, for programs.

Every object has `event`; what stands beside it is described by `docs/json-events.schema.json`, against which
tests hold what is printed. New events and new keys may come; nothing is renamed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from time import monotonic

from fanfold.engine.observer import (
    FailureGroup,
    ResumeInfo,
    RunInfo,
    RunSummary,
    Said,
    StepProgress,
    StepSummary,
    TaskName,
)
from fanfold.model.names import StepName
from fanfold.model.status import Failure
from fanfold.terminal.opening import Opening
from fanfold.terminal.stream import Stream

PROGRESS_SECONDS = 1.0
VALUE_CHARS_MAX = 1000


class JsonLines:
    """Prints a run as JSON objects, one a line."""

    def __init__(
        self,
        out: Stream,
        opening: Opening,
        *,
        wants_tasks: bool = False,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._out = out
        self._opening = opening
        self.wants_tasks = wants_tasks
        self._clock = clock
        self._told_at: float | None = None
        self._told: dict[StepName, StepProgress] = {}
        self._complete: set[StepName] = set()

    def run_started(self, info: RunInfo) -> None:
        """run_start."""
        self._emit(
            "run_start",
            flow=info.flow,
            run_id=info.run_id,
            folder=str(info.folder),
            parameters={name: _jsonable(value) for name, value in info.parameters.items()},
            origin_run_id=info.origin_run_id,
            workers=info.workers,
            notes=list(info.notes),
            version=self._opening.version,
            imported_as=self._opening.imported_as,
        )

    def resume_planned(self, info: ResumeInfo) -> None:
        """resume."""
        steps = [{"step": step.step, "reused": step.reused, "to_run": step.to_run} for step in info.steps]
        self._emit("resume", origin_run_id=info.origin_run_id, steps=steps, dropped=list(info.dropped))

    def step_opened(self, step: StepName, total: int) -> None:
        """step_start."""
        self._emit("step_start", step=step, total=total)

    def tick(self, steps: list[StepProgress]) -> None:
        """progress, once a second and only of steps that moved; step_end, at once."""
        for step in steps:
            self._end(step)
        now = self._clock()
        if self._told_at is not None and now - self._told_at < PROGRESS_SECONDS:
            return
        self._told_at = now
        moved = [step for step in steps if self._told.get(step.step) != step]
        if moved:
            self._told.update((step.step, step) for step in moved)
            self._emit("progress", steps=[_progress(step) for step in moved])

    def output(self, task: TaskName, stream: str, data: bytes) -> None:
        """output; bytes that are no UTF-8 come as escapes."""
        self._emit("output", **_task(task), stream=stream, text=data.decode("utf-8", "backslashreplace"))

    def outputs(self, said: Iterable[Said]) -> None:
        """Let it through together."""
        with self._out.together():
            for each in said:
                self.output(*each)

    def task_started(self, task: TaskName, attempt: int, pid: int) -> None:
        """task_start."""
        self._emit("task_start", **_task(task), attempt=attempt, pid=pid)

    def task_done(self, task: TaskName, attempt: int, *, caught: bool = False) -> None:
        """task_end."""
        self._emit("task_end", **_task(task), attempt=attempt, caught=caught)

    def split_done(self, task: TaskName, step: StepName, width: int) -> None:
        """split."""
        self._emit("split", **_task(task), into=step, width=width)

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
        """task_failed."""
        self._emit(
            "task_failed",
            **_task(task),
            attempt=attempt,
            will_retry=will_retry,
            caught=caught,
            tolerated=tolerated,
            **_failure(failure),
        )

    def halted(self, reason: str) -> None:
        """halted."""
        self._emit("halted", reason=reason)

    def note(self, text: str) -> None:
        """note."""
        self._emit("note", text=text)

    def abandoned(self) -> None:
        """Nothing: a run without its run_end did not come to it."""

    def run_ended(self, summary: RunSummary) -> None:
        """run_end."""
        self._emit(
            "run_end",
            status=summary.status.value,
            seconds=round(summary.seconds, 3),
            tasks=summary.tasks,
            steps=[_step(step) for step in summary.steps],
            failures=[_group(group) for group in summary.failures],
            not_started=summary.not_started,
            reason=summary.reason,
            busy_share=summary.busy_share,
        )

    def _end(self, step: StepProgress) -> None:
        complete = step.over >= step.total and not step.growing
        if not complete:
            self._complete.discard(step.step)
        elif step.step not in self._complete:
            self._complete.add(step.step)
            self._emit("step_end", **_progress(step))

    def _emit(self, event: str, **fields: object) -> None:
        self._out.line(json.dumps({"event": event, **fields}, ensure_ascii=False))


def _task(task: TaskName) -> dict[str, object]:
    return {"step": task.step, "task_id": task.id, "key": task.key or None, "name": task.name or None}


def _failure(failure: Failure) -> dict[str, object]:
    return {
        "cause": failure.cause.value,
        "type": failure.type,
        "message": failure.message,
        "where": failure.where,
        "traceback": failure.traceback,
    }


def _progress(step: StepProgress) -> dict[str, object]:
    return {
        "step": step.step,
        "total": step.total,
        "running": step.running,
        "done": step.done,
        "caught": step.caught,
        "failed": step.failed,
        "tolerated": step.tolerated,
        "cancelled": step.cancelled,
        "waiting": step.waiting,
        "reused": step.reused,
        "growing": step.growing,
    }


def _step(step: StepSummary) -> dict[str, object]:
    seconds = {"p50": step.p50_seconds, "p95": step.p95_seconds, "max": step.max_seconds}
    slowest = _task(step.slowest) if step.slowest else None
    return {**_progress(step.progress), "seconds": seconds, "slowest": slowest}


def _group(group: FailureGroup) -> dict[str, object]:
    first = [_task(task) for task in group.first]
    return {
        "step": group.step,
        "count": group.count,
        "caught": group.caught,
        "tolerated": group.tolerated,
        "first": first,
        "common": group.common,
        **_failure(group.failure),
    }


def _jsonable(value: object) -> object:
    """The value if JSON has it and it is short, else the beginning of its repr: a parameter may be a whole
    file.
    """
    try:
        if len(json.dumps(value)) <= VALUE_CHARS_MAX:
            return value
    except (TypeError, ValueError):
        pass
    text = repr(value)
    return text if len(text) <= VALUE_CHARS_MAX else f"{text[:VALUE_CHARS_MAX]}…"
