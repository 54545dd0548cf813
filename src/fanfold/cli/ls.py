"""`fanfold ls [FLOW]`: the runs there are."""

from __future__ import annotations

import time
from collections.abc import Sequence
from heapq import nlargest
from typing import TYPE_CHECKING

import click

from fanfold.cli.columns import aligned
from fanfold.cli.of_run import answered, readable_runs, started
from fanfold.cli.work import Work

if TYPE_CHECKING:
    from fanfold.client import Run

SHOWN_MAX = 20


def main(arguments: Sequence[str]) -> int:
    """The exit code of `fanfold ls ARGUMENTS`."""
    return answered(_command(), arguments)


def _command() -> click.Command:
    def ls(flow: str | None, tags: tuple[str, ...], limit: int) -> Work:
        return lambda: _ls(flow, frozenset(tags), limit)

    params: list[click.Parameter] = [
        click.Argument(["flow"], required=False, metavar="[FLOW]"),
        click.Option(["--tag", "tags"], multiple=True, metavar="TAG", help="Only runs with this tag."),
        click.Option(
            ["-n", "--limit"], type=int, default=SHOWN_MAX, help="So many, the newest. 0: all. Default: 20."
        ),
    ]
    return click.Command("ls", callback=ls, params=params, help="List runs, the newest first.")


def _ls(flow: str | None, tags: frozenset[str], limit: int) -> int:
    runs = [run for run in readable_runs(flow) if tags <= run.tags]
    newest = nlargest(limit or len(runs), runs, key=started)
    if not newest:
        print(f"There is no run{f' of {flow}' if flow else ''}{' with these tags' if tags else ''}.")
        return 0
    heading = ("RUN", "FLOW", "STATUS", "STARTED", "TOOK", "TASKS", "TAGS")
    for line in aligned([heading, *map(_row, newest)], right=(4, 5)):
        print(line)
    if len(newest) < len(runs):
        print(f"… and {len(runs) - len(newest):,} older: ls --limit 0")
    return 0


def _row(run: Run) -> tuple[str, ...]:
    from fanfold.terminal.figures import count, duration

    started = run.created_at
    record = run._run.record()
    seconds = record.seconds
    if seconds is None and run.status == "running":
        seconds = time.time() - record.created_seconds
    tasks = sum(counts.get("done", 0) for counts in record.counts.values())
    return (
        run.id,
        run.path_components[0],
        run.status,
        f"{started:%Y-%m-%d %H:%M}" if started else "",
        "" if seconds is None else duration(seconds),
        count(tasks) if record.counts else "",
        " ".join(sorted(run.user_tags)),
    )
