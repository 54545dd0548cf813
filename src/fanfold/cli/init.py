"""`init`: Metaflow prepares a folder with it; here the first run makes what it needs."""

from __future__ import annotations

import sys

import click

from fanfold.cli.work import Work


def command(flow_class: type) -> click.Command:
    """The command."""

    def init(run_id: str | None) -> Work:
        return _init

    params: list[click.Parameter] = [click.Option(["--run-id"], hidden=True)]
    return click.Command(
        "init", callback=init, params=params, hidden=True, help="Prepare the folder of runs."
    )


def _init() -> int:
    from fanfold.store.home import find_home

    print(f"Runs are recorded in {find_home(create=True)}.", file=sys.stderr)
    return 0
