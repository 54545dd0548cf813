"""`fanfold rm RUN`: delete runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from fanfold.cli.deletion import delete, options
from fanfold.cli.of_run import answered, run_named
from fanfold.cli.work import Work
from fanfold.model.errors import RunBusyError

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
        *options(),
    ]
    return click.Command("rm", callback=rm, params=params, help="Delete runs, with all that they recorded.")


def _rm(words: Sequence[str], *, yes: bool, dry_run: bool) -> int:
    runs = [run_named(word, None) for word in dict.fromkeys(words)]
    for run in runs:
        _check_ended(run)
    return delete(runs, yes=yes, dry_run=dry_run)


def _check_ended(run: Run) -> None:
    if run.status == "running":
        raise RunBusyError(
            f"Run {run.pathspec} is still going.", remedy="Stop it first, or wait for its end."
        )
