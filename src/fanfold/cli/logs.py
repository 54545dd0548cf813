"""`logs RUN[/step[/task]]`: what tasks printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import click

from fanfold.cli.of_run import answered, names_in, shown, tasks_named
from fanfold.cli.work import Work
from fanfold.model.errors import RunBusyError

if TYPE_CHECKING:
    from fanfold.client import Run, Step, Task


def main(arguments: Sequence[str]) -> int:
    """The exit code of `fanfold logs ARGUMENTS`."""
    return answered(build(None), arguments)


def command(flow_class: type) -> click.Command:
    """The command of a flow."""
    return build(flow_class.__name__)


def build(flow: str | None) -> click.Command:
    """The command, for runs of this flow or of any."""

    def logs(
        words: tuple[str, ...],
        streams: str,
        failed: bool,
        attempt: int | None,
        timestamps: bool,
        follow: bool,
    ) -> Work:
        action, pathspec = _understood(words)
        if follow:
            _refuse_beside_follow(action, failed=failed, attempt=attempt, timestamps=timestamps)
            return lambda: _follow(pathspec, flow, _streams(streams))
        if action == "scrub":
            return lambda: _scrub(pathspec, flow, _streams(streams), attempt)
        return lambda: _logs(pathspec, flow, streams, failed, attempt, timestamps)

    params: list[click.Parameter] = [
        click.Argument(["words"], nargs=-1, required=True, metavar="[show|scrub] RUN[/STEP[/TASK]]"),
        click.Option(["--stdout", "streams"], flag_value="stdout", help="What they wrote to stdout."),
        click.Option(["--stderr", "streams"], flag_value="stderr", help="What they wrote to stderr."),
        click.Option(["--both", "streams"], flag_value="both", default="both", help="Both (default)."),
        click.Option(["--failed"], is_flag=True, help="Only of tasks that failed, with what went wrong."),
        click.Option(["-f", "--follow"], is_flag=True, help="Go on as long as the run does."),
        click.Option(["--attempt"], type=int, help="Of this attempt, from 0. Default: the last one."),
        click.Option(["--timestamps"], is_flag=True, help="With the time when the task began."),
    ]
    help = (
        "Print what tasks printed. A task is named by its item's key or its index. "
        "scrub makes it unreadable instead, for good."
    )
    return click.Command("logs", callback=logs, params=params, help=help)


def _refuse_beside_follow(action: str, *, failed: bool, attempt: int | None, timestamps: bool) -> None:
    if action != "show" or failed or attempt is not None or timestamps:
        raise click.UsageError("--follow goes with --stdout, --stderr and --both only.")


def _follow(pathspec: str, flow: str | None, streams: tuple[str, ...]) -> int:
    from fanfold.cli.logs_follow import follow

    run, step, key = names_in(pathspec, flow)
    return follow(run, step, key, streams)


def _understood(words: tuple[str, ...]) -> tuple[str, str]:
    """Whether to show or to scrub, and what of."""
    if len(words) == 1 and words[0] not in _ACTIONS:
        return "show", words[0]
    if len(words) == 2 and words[0] in _ACTIONS:
        return words[0], words[1]
    raise click.UsageError("Write logs RUN[/STEP[/TASK]], or logs scrub RUN/STEP[/TASK].")


_ACTIONS = ("show", "scrub")


def _streams(name: str) -> tuple[str, ...]:
    return ("stdout", "stderr") if name == "both" else (name,)


def _scrub(pathspec: str, flow: str | None, streams: tuple[str, ...], attempt: int | None) -> int:
    from fanfold.cli.logs_scrub import scrub

    run, steps, task = tasks_named(pathspec, flow)
    if run.status == "running":
        raise RunBusyError(f"Run {run.pathspec} is still going.", remedy="Wait for its end.")
    tasks = _tasks(run, steps, task, failed=False)
    return scrub((task if attempt is None else _at(task, attempt) for task in tasks), streams)


def _logs(
    pathspec: str, flow: str | None, streams: str, failed: bool, attempt: int | None, timestamps: bool
) -> int:
    wanted = _streams(streams)
    for task in _tasks(*tasks_named(pathspec, flow), failed=failed):
        seen = task if attempt is None else _at(task, attempt)
        if failed:
            _head(f"{shown(task)}: {_what(task)}")
        for stream in wanted:
            data = seen._printed(stream)
            if data:
                _head(f"{shown(task)} {stream}")
                _write(task._run.veil().over_bytes(data), f"{seen.created_at} " if timestamps else "")
        if "stderr" in wanted and (failed or not seen.finished):
            _write(_traceback(seen), "")
    return 0


def _tasks(run: Run, steps: list[Step], task: Task | None, *, failed: bool) -> Iterator[Task]:
    if task is not None:
        return iter([task])
    if failed:
        return (each for step in steps for each in step.failed())
    return (each for step in steps for each in chain(step.in_order(), step._in_hand()))


def _at(task: Task, attempt: int) -> Task:
    from fanfold.client import Task as ClientTask

    return ClientTask(task.pathspec, attempt, _namespace_check=False)


def _what(task: Task) -> str:
    from fanfold.terminal.failures import sentence

    failure = task.failure
    caught = " (caught)" if task.finished else ""
    return f"{sentence(failure)}{caught}" if failure is not None else "did not fail"


def _traceback(task: Task) -> bytes:
    """Where it failed. The step's own code did not print that: what it raised is caught, and recorded."""
    from fanfold.terminal.failures import traceback_lines

    failure = task.failure
    return "\n".join(traceback_lines(failure)).encode() if failure is not None else b""


def _head(text: str) -> None:
    """Headings go to stderr, so that what stands on stdout is what tasks printed and nothing else."""
    sys.stdout.flush()
    print(f"--- {text}", file=sys.stderr, flush=True)


def _write(data: bytes, before: str) -> None:
    if before:
        data = b"".join(before.encode() + line for line in data.splitlines(keepends=True))
    if not data:
        return
    if sys.stdout.isatty():
        from fanfold.terminal.task_output import tamed

        data = tamed(data, colour=True)
    sys.stdout.buffer.write(data if data.endswith(b"\n") else data + b"\n")
    sys.stdout.flush()
