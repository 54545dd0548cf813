"""Deleting runs: what `rm` and `gc` share. Bytes are told first, then it is asked, then it is done."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from fanfold.store.disk import disk_errors
from fanfold.store.usage import freed_bytes

if TYPE_CHECKING:
    from fanfold.client import Run


def delete(runs: Sequence[Run], *, yes: bool, dry_run: bool) -> int:
    """List the runs with the bytes of each, ask, and delete them; gives the exit code."""
    for run in runs:
        print(f"{run.pathspec}: {run.status}, {freed_bytes([run.path]):,} bytes")
    if len(runs) > 1:
        print(f"Together {freed_bytes([run.path for run in runs]):,} bytes are freed.")
    if dry_run:
        return 0
    if not yes and not _confirmed(len(runs)):
        print("Nothing was deleted.", file=sys.stderr)
        return 1
    for run in runs:
        _delete(run)
    return 0


def options() -> list[click.Parameter]:
    """What both take."""
    return [
        click.Option(["-y", "--yes"], is_flag=True, help="Do not ask."),
        click.Option(["--dry-run"], is_flag=True, help="Only say what would be deleted."),
    ]


def _confirmed(count: int) -> bool:
    if not sys.stdin.isatty():
        print("Say --yes to delete without being asked.", file=sys.stderr)
        return False
    return click.confirm(f"Delete {'it' if count == 1 else f'these {count} runs'}?")


def _delete(run: Run) -> None:
    """Under a name that no reader takes for a run first, so that nobody meets half a run."""
    gone = run.path.with_name(f".{run.id}.gone")
    with disk_errors(run.path.parent, f"delete run {run.id}"):
        os.replace(run.path, gone)
        for left in gone.parent.glob(".*.gone"):  # this one, and those of commands that were interrupted
            shutil.rmtree(left)
