"""`fanfold import .metaflow [FLOW]`: copy runs that Metaflow recorded."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from fanfold.cli.of_run import answered
from fanfold.cli.work import Work


def main(arguments: Sequence[str]) -> int:
    """The exit code of `fanfold import ARGUMENTS`: 0 if every run is there afterwards."""
    return answered(_command(), arguments)


def _command() -> click.Command:
    def import_runs(folder: str | None, flow: str | None) -> Work:
        return lambda: _import(Path(folder) if folder else _nearest(), flow)

    params: list[click.Parameter] = [
        click.Argument(["folder"], required=False, metavar="[FOLDER]"),
        click.Argument(["flow"], required=False, metavar="[FLOW]"),
    ]
    help = (
        "Copy the runs that Metaflow recorded in FOLDER (default: the nearest .metaflow upward), so that the "
        "client reads them. "
        "What was copied before is left alone, and FOLDER is not changed."
    )
    return click.Command("import", callback=import_runs, params=params, help=help)


def _nearest() -> Path:
    """Where Metaflow would look from here."""
    here = Path.cwd()
    found = (folder / ".metaflow" for folder in (here, *here.parents))
    return next((folder for folder in found if folder.is_dir()), here / ".metaflow")


def _import(folder: Path, flow: str | None) -> int:
    from fanfold.client.home import recording_home
    from fanfold.imported.copying import copy_runs
    from fanfold.imported.unreadable import unreadable

    failed = 0
    for copied in copy_runs(folder, recording_home(), flow=flow):
        name = f"{copied.flow}/{copied.their_id}"
        if copied.folder is None:
            failed += not copied.note.startswith("is there")
            print(f"{name} {copied.note}", file=sys.stderr)
            continue
        print(f"{name} is now {copied.flow}/{copied.folder.run_id}")
        for note in unreadable(copied.folder):
            print(f"  note: {note}", file=sys.stderr)
    return 1 if failed else 0
