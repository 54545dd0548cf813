"""`fanfold rm RUN`: delete runs."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from fanfold.cli.of_run import answered, run_named
from fanfold.cli.work import Work
from fanfold.model.errors import RunBusyError
from fanfold.store.disk import disk_errors

if TYPE_CHECKING:
    from fanfold.client import Run


def main(arguments: Sequence[str]) -> int:
    """The exit code of `fanfold rm ARGUMENTS`."""
    return answered(_command(), arguments)


def _command() -> click.Command:
    def rm(runs: tuple[str, ...], yes: bool, dry_run: bool) -> Work:
        return lambda: _rm(runs, yes=yes, dry_run=dry_run)

    params: list[click.Parameter] = [
        click.Argument(["runs"], nargs=-1, required=True, metavar="RUN…"),
        click.Option(["-y", "--yes"], is_flag=True, help="Do not ask."),
        click.Option(["--dry-run"], is_flag=True, help="Only say what would be deleted."),
    ]
    return click.Command("rm", callback=rm, params=params, help="Delete runs, with all that they recorded.")


def _rm(words: Sequence[str], *, yes: bool, dry_run: bool) -> int:
    runs = [run_named(word, None) for word in dict.fromkeys(words)]
    for run in runs:
        _check_ended(run)
        print(f"{run.pathspec}: {run.status}, {_bytes(run):,} bytes")
    if dry_run:
        return 0
    if not yes and not _confirmed(len(runs)):
        print("Nothing was deleted.", file=sys.stderr)
        return 1
    for run in runs:
        _delete(run)
    return 0


def _check_ended(run: Run) -> None:
    if run.status == "running":
        raise RunBusyError(
            f"Run {run.pathspec} is still going.", remedy="Stop it first, or wait for its end."
        )


def _confirmed(count: int) -> bool:
    if not sys.stdin.isatty():
        print("Say --yes to delete without being asked.", file=sys.stderr)
        return False
    return click.confirm(f"Delete {'it' if count == 1 else f'these {count} runs'}?")


def _bytes(run: Run) -> int:
    """The bytes that are freed: what another run shares (a resumed one) stays."""
    total = 0
    for folder, _, files in os.walk(run.path):
        for name in files:
            found = os.lstat(os.path.join(folder, name))
            total += found.st_size if found.st_nlink == 1 else 0
    return total


def _delete(run: Run) -> None:
    """Under a name that no reader takes for a run first, so that nobody meets half a run."""
    gone = run.path.with_name(f".{run.id}.gone")
    with disk_errors(run.path.parent, f"delete run {run.id}"):
        os.replace(run.path, gone)
        for left in gone.parent.glob(".*.gone"):  # this one, and those of commands that were interrupted
            shutil.rmtree(left)
