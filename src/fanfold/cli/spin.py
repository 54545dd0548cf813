"""`spin`: what it is called here."""

from __future__ import annotations

import click

from fanfold.cli.program import program_name
from fanfold.cli.work import Work


def command(flow_class: type) -> click.Command:
    """The command, which takes anything."""

    def spin(words: tuple[str, ...]) -> Work:
        named = next((word for word in words if "/" in word), "RUN/STEP/KEY")
        raise click.UsageError(
            "There is no spin here. One recorded task is run again, with its stored input and in this "
            f"process, so that a debugger works, by: {program_name()} debug {named}"
        )

    settings = {"ignore_unknown_options": True, "allow_extra_args": True}
    params: list[click.Parameter] = [click.Argument(["words"], nargs=-1, type=click.UNPROCESSED)]
    return click.Command(
        "spin", callback=spin, params=params, context_settings=settings, hidden=True, help="See debug."
    )
