"""The end of a run, as text worth pasting into an issue: stable, without colours."""

from __future__ import annotations

from fanfold.engine.observer import FailureGroup, RunInfo, RunSummary, StepProgress, StepSummary
from fanfold.model.errors import FanfoldError, RunError, TaskFailedError
from fanfold.model.status import RunStatus
from fanfold.terminal.cells import shown_name
from fanfold.terminal.failures import group_line
from fanfold.terminal.figures import count, duration, tasks
from fanfold.terminal.progress import after_done

STATUS_WORDS = {
    RunStatus.SUCCEEDED: "done",
    RunStatus.FAILED: "failed",
    RunStatus.INTERRUPTED: "interrupted",
    RunStatus.RUNNING: "running",
}


def headline(info: RunInfo, summary: RunSummary) -> str:
    """The one line that matters: `Sweep (run-id 1712) done in 21.3s: 10,003 tasks, 8 workers, 91% busy`."""
    parts = [tasks(summary.tasks)]
    if summary.busy_share is not None:
        workers = max(summary.workers, info.workers)
        parts += [
            f"{workers} worker{'' if workers == 1 else 's'}",
            f"{summary.busy_share:.0%} busy",
        ]
    status = STATUS_WORDS[summary.status]
    return f"{info.flow} (run-id {info.run_id}) {status} in {duration(summary.seconds)}: {', '.join(parts)}"


def summary_lines(info: RunInfo, summary: RunSummary, *, program: str) -> list[str]:
    """The whole block: headline, steps, failures, what was not started where the steps do not say it, and the
    next commands to type.

    An empty `program` says that the run was called from Python.
    """
    left = "to run" if summary.status is RunStatus.RUNNING else "not run"
    lines = [headline(info, summary), *_step_lines(summary.steps, left)]
    if summary.reason and not _repeats(summary):
        lines.append(f"Reason: {summary.reason}")
    lines += group_lines(summary)
    if summary.not_started > sum(max(0, _left(step.progress)) for step in summary.steps):
        verb = "was" if summary.not_started == 1 else "were"
        lines.append(f"{tasks(summary.not_started)} {verb} not started.")
    return lines + _next_lines(info, summary, program)


def group_lines(summary: RunSummary) -> list[str]:
    """The failures in groups, under a heading; nothing if there were none."""
    if not summary.failures:
        return []
    return ["Failures:", *(f"  {group_line(group)}" for group in summary.failures)]


def error_lines(summary: RunSummary, *, program: str) -> list[str]:
    """What goes to stderr when a run failed: one error, in the form of all others. Nothing where the run was
    called from Python, which has errors of its own.
    """
    if not program:
        return []
    group = _first_failed(summary.failures)
    if group is None:
        return [_first_line(RunError), f"    {summary.reason}"]
    why = [f"    {summary.reason}"] if summary.reason and not _repeats(summary) else []
    return [_first_line(TaskFailedError), f"    {group_line(group)}", *why]


def _first_line(kind: type[FanfoldError]) -> str:
    return f"{kind.headline} ({kind.code}):"


def _step_lines(steps: tuple[StepSummary, ...], left: str) -> list[str]:
    name_width = max((len(step.progress.step) for step in steps), default=0)
    counts = [count(step.progress.done) for step in steps]
    count_width = max(map(len, counts), default=0)
    return [
        f"  {step.progress.step:<{name_width}}  {done:>{count_width}} {_step_text(step, left)}".rstrip()
        for step, done in zip(steps, counts, strict=True)
    ]


def _step_text(step: StepSummary, left: str) -> str:
    """`left` is what to call tasks that nothing has become of."""
    progress = step.progress
    number = _left(progress)
    running = f", {count(progress.running)} running" if progress.running else ""
    others = f", {count(number)} {left}" if number > 0 else ""
    return f"done{after_done(progress)}{running}{others}{_times(step)}"


def _left(progress: StepProgress) -> int:
    """Of how many tasks nothing has become."""
    return progress.total - progress.over - progress.running


def _times(step: StepSummary) -> str:
    if _is_single(step) or not step.max_seconds:
        return ""
    slowest = f" [{shown_name(step.slowest.name or step.slowest.id)}]" if step.slowest else ""
    p50, p95, longest = map(duration, (step.p50_seconds, step.p95_seconds, step.max_seconds))
    return f"  p50 {p50}  p95 {p95}  max {longest}{slowest}"


def _is_single(step: StepSummary) -> bool:
    """Whether the step had one task only, so that percentiles say nothing."""
    return step.progress.total <= 1


def _next_lines(info: RunInfo, summary: RunSummary, program: str) -> list[str]:
    """What to type next. Nothing where all went well."""
    succeeded = summary.status is RunStatus.SUCCEEDED
    if not program:
        again = [] if succeeded else [f"  {info.again}"]
        logs = [f"  fanfold logs {info.run_id} --failed"] if summary.failures else []
        return ["Next:", *again, *logs] if again or logs else []
    commands = [] if succeeded else ["resume"]
    failed = _first_failed(summary.failures)
    if failed is not None and failed.first:
        task = failed.first[0]
        commands.append(f"debug {info.run_id}/{task.step}/{task.id}")
    if summary.failures:
        commands.append(f"logs {info.run_id} --failed")
    return ["Next:", *(f"  {program} {command}" for command in commands)] if commands else []


def _repeats(summary: RunSummary) -> bool:
    """Whether the reason is one of the failures, which are listed anyway."""
    messages = (group.failure.message for group in summary.failures if group.is_fatal)
    return any(message and message in summary.reason for message in messages)


def _first_failed(groups: tuple[FailureGroup, ...]) -> FailureGroup | None:
    return next((group for group in groups if group.is_fatal), None)
