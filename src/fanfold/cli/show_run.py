"""`show RUN [STEP]`: what a run was, and the tasks of a step: all, the failed ones, the slowest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from fanfold.cli.columns import aligned
from fanfold.cli.of_run import answered, names_in, shown
from fanfold.cli.work import Work
from fanfold.model.errors import UsageError
from fanfold.model.named import NamedTuple

if TYPE_CHECKING:
    from fanfold.client import Run, Step

TASKS_MAX = 20


class Wanted(NamedTuple):
    """What is to be shown of a run's tasks."""

    failed: bool
    slowest: int | None
    limit: int | None
    where: str | None = None
    columns: str | None = None
    form: str | None = None

    @property
    def rows_max(self) -> int:
        """How many tasks to print at the most; 0: all. Who asks for data gets all of it."""
        if self.limit is not None:
            return self.limit
        return 0 if self.form else TASKS_MAX

    @property
    def asks_for_rows(self) -> bool:
        """Whether tasks are to be chosen or written out by what they hold."""
        return bool(self.where or self.columns or self.form)


def main(arguments: Sequence[str]) -> int:
    """The exit code of `fanfold show ARGUMENTS`."""
    run = click.Argument(["run"], metavar="RUN")

    def show(run: str, step: str | None, **wanted: Any) -> Work:
        return lambda: show_run(run, step, None, Wanted(**wanted))

    help = "Show a run: its steps and failures; with STEP, its tasks."
    return answered(click.Command("show", callback=show, params=[run, *options()], help=help), arguments)


def options() -> list[click.Parameter]:
    """What may stand behind the run."""
    return [
        click.Argument(["step"], required=False, metavar="[STEP]"),
        click.Option(["--failed"], is_flag=True, help="Only tasks that failed, with what went wrong."),
        click.Option(["--slowest"], type=int, metavar="N", help="The N tasks that took longest."),
        click.Option(["-n", "--limit"], type=int, help="So many tasks at most; 0: all. Default: 20."),
        click.Option(["--where"], metavar="TEXT", help="Only tasks of which this is true: 'score > 0.9'"),
        click.Option(["--columns"], metavar="A,B,…", help="These artifacts, or fields of the items."),
        click.Option(["--csv", "form"], flag_value="csv", help="All of it as CSV."),
        click.Option(["--json", "form"], flag_value="json", help="All of it as JSON."),
        click.Option(["--parquet", "form"], flag_value="parquet", help="All of it as Parquet: > FILE"),
    ]


def show_run(word: str, step: str | None, flow: str | None, wanted: Wanted) -> int:
    """Print a run, or tasks of it."""
    run, named_step, task = names_in(word, flow)
    if task is not None or (step and named_step):
        raise UsageError(
            f"show tells of runs and of steps, and {word} names more.",
            remedy="Of one task, `dump` prints the artifacts, and `logs` what it printed.",
        )
    step = step or named_step
    steps = [run[step]] if step else list(run)[::-1]
    if wanted.asks_for_rows:
        return _rows(run, step, wanted)
    if wanted.failed:
        lines = _failed(steps, wanted.rows_max)
    elif wanted.slowest is not None:
        lines = _slowest(steps, wanted.slowest)
    elif step:
        lines = _tasks(steps[0], wanted.rows_max)
    else:
        lines = _whole(run)
    for line in lines:
        print(line)
    return 0


def _rows(run: Run, step: str | None, wanted: Wanted) -> int:
    """Print the tasks of a step by what they hold."""
    from fanfold.cli.rows import printed

    if step is None:
        known = ", ".join(each.id for each in list(run)[::-1])
        raise UsageError(
            "--where, --columns, --csv, --json and --parquet are about the tasks of one step.",
            remedy=f"Name the step behind the run: {known}",
        )
    printed(run[step], wanted)
    return 0


def _whole(run: Run) -> Iterator[str]:
    from fanfold.cli.run_block import block

    record = run._run.record()
    yield from block(run)
    yield f"Started:    {run.created_at:%Y-%m-%d %H:%M:%S} by {record.user}"
    if record.parameters:
        yield f"Parameters: {', '.join(f'{name}={value}' for name, value in record.parameters.items())}"
    if run.user_tags:
        yield f"Tags:       {' '.join(sorted(run.user_tags))}"
    if record.origin_run_id:
        yield f"Resumed:    run {record.origin_run_id}"
    yield f"Script:     {record.script}"
    yield f"Folder:     {run.path}"


def _failed(steps: Iterable[Step], limit: int) -> Iterator[str]:
    from fanfold.terminal.failures import sentence

    tasks = [task for step in steps for task in step.failed()]
    for task in islice(tasks, limit or None):
        failure = task.failure
        assert failure is not None
        became = " (caught)" if task.finished else " (tolerated)" if task.tolerated else ""
        yield f"{shown(task)}  {sentence(failure)}{became}"
    yield from _more(len(tasks), limit)
    if not tasks:
        yield "No task failed."


def _slowest(steps: Iterable[Step], count: int) -> Iterator[str]:
    tasks = [task for step in steps for task in step.slowest(count)]
    tasks.sort(key=lambda task: task.seconds or 0.0, reverse=True)
    rows = [(_duration(task.seconds), shown(task)) for task in tasks[:count]]
    return aligned(rows, right=(0,)) if rows else iter(["No task has ended yet."])


def _tasks(step: Step, limit: int) -> Iterator[str]:
    rows = list(islice(step.rows(), limit or None))
    own = [name for name in dict.fromkeys(name for row in rows for name in row) if name not in _FACTS]
    heading = ("TASK", "KEY", "STATUS", "TOOK", *own)
    cells = [
        (
            row["task"],
            row["key"],
            row["status"],
            _duration(row["seconds"]),
            *(_text(row.get(name)) for name in own),
        )
        for row in rows
    ]
    yield from aligned([heading, *cells], right=(3,))
    yield from _more(step.counts.over, limit)


_FACTS = ("task", "key", "index", "status", "attempt", "started", "seconds")


def _more(count: int, limit: int) -> Iterator[str]:
    if limit and count > limit:
        yield f"… and {count - limit:,} more: --limit 0"


def _duration(seconds: float | None) -> str:
    from fanfold.terminal.figures import duration

    return "" if seconds is None else duration(seconds)


def _text(value: object) -> str:
    return "" if value is None else str(value)
