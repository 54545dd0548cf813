"""`logs RUN[/step[/task]]`: what tasks printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from fanfold.cli.of_run import answered, shown, tasks_named
from fanfold.cli.work import Work

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

    def logs(pathspec: str, streams: str, failed: bool, attempt: int | None, timestamps: bool) -> Work:
        return lambda: _logs(pathspec, flow, streams, failed, attempt, timestamps)

    params: list[click.Parameter] = [
        click.Argument(["pathspec"], metavar="RUN[/STEP[/TASK]]"),
        click.Option(["--stdout", "streams"], flag_value="stdout", help="What they wrote to stdout."),
        click.Option(["--stderr", "streams"], flag_value="stderr", help="What they wrote to stderr."),
        click.Option(["--both", "streams"], flag_value="both", default="both", help="Both (default)."),
        click.Option(["--failed"], is_flag=True, help="Only of tasks that failed, with what went wrong."),
        click.Option(["--attempt"], type=int, help="Of this attempt, from 0. Default: the last one."),
        click.Option(["--timestamps"], is_flag=True, help="With the time when the task began."),
    ]
    help = "Print what tasks printed. A task is named by its item's key or its index."
    return click.Command("logs", callback=logs, params=params, help=help)


def _logs(
    pathspec: str, flow: str | None, streams: str, failed: bool, attempt: int | None, timestamps: bool
) -> int:
    wanted = ("stdout", "stderr") if streams == "both" else (streams,)
    for task in _tasks(*tasks_named(pathspec, flow), failed=failed):
        seen = task if attempt is None else _at(task, attempt)
        if failed:
            _head(f"{shown(task)}: {_what(task)}")
        for stream in wanted:
            data = seen._printed(stream)
            if data:
                _head(f"{shown(task)} {stream}")
                _write(data, f"{seen.created_at} " if timestamps else "")
        if "stderr" in wanted and (failed or not seen.finished):
            _write(_traceback(seen), "")
    return 0


def _tasks(run: Run, steps: list[Step], task: Task | None, *, failed: bool) -> Iterator[Task]:
    if task is not None:
        return iter([task])
    if failed:
        return (each for step in steps for each in step.failed())
    return (each for step in steps for each in step.in_order())


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
    sys.stdout.buffer.write(data if data.endswith(b"\n") else data + b"\n")
    sys.stdout.flush()
