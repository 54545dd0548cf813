"""`fanfold verify RUN`: read all that a run recorded, and say what is damaged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from fanfold.cli.of_run import answered, run_named
from fanfold.cli.work import Work
from fanfold.model.counted import counted
from fanfold.model.errors import RunBusyError

if TYPE_CHECKING:
    from fanfold.client import Run

DAMAGES_SHOWN_MAX = 100


def main(arguments: Sequence[str]) -> int:
    """The exit code of `fanfold verify ARGUMENTS`: 0 if all is whole."""
    return answered(_command(), arguments)


def _command() -> click.Command:
    def verify(runs: tuple[str, ...]) -> Work:
        return lambda: max(_verify(run_named(word, None)) for word in runs)

    params: list[click.Parameter] = [click.Argument(["runs"], nargs=-1, required=True, metavar="RUN…")]
    help = "Read all that runs recorded, and name what is damaged."
    return click.Command("verify", callback=verify, params=params, help=help)


def _verify(run: Run) -> int:
    from fanfold.store.folder import RunFolder
    from fanfold.store.verify import verify

    if run.status == "running":
        raise RunBusyError(f"Run {run.pathspec} is still going.", remedy="Wait for its end.")
    found = verify(RunFolder(run.path))
    read = ", ".join(
        (counted(found.tasks, "task"), counted(found.values, "large value"), counted(found.bytes, "byte"))
    )
    if not found.damages:
        print(f"{run.pathspec}: whole ({read})")
        return 0
    print(f"{run.pathspec}: {len(found.damages):,} damaged ({read})")
    for damage in found.damages[:DAMAGES_SHOWN_MAX]:
        print(f"  {damage.what}: {damage.found}")
    if len(found.damages) > DAMAGES_SHOWN_MAX:
        print(f"  and {len(found.damages) - DAMAGES_SHOWN_MAX:,} more")
    print("Restore the folder from a copy; or `resume STEP`, which runs STEP and all after it again.")
    return 1
