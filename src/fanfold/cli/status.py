"""`status [RUN]`: how a run stands, from any shell, also while it goes on and after it was killed."""

from __future__ import annotations

from collections.abc import Sequence

import click

from fanfold.cli.of_run import LATEST, answered, run_named
from fanfold.cli.work import Work


def main(arguments: Sequence[str]) -> int:
    """The exit code of `fanfold status ARGUMENTS`."""
    return answered(build(None), arguments)


def command(flow_class: type) -> click.Command:
    """The command of a flow."""
    return build(flow_class.__name__)


def build(flow: str | None) -> click.Command:
    """The command, for runs of this flow or of any."""

    def status(run: str) -> Work:
        return lambda: _status(run, flow)

    params: list[click.Parameter] = [click.Argument(["run"], default=LATEST, metavar="[RUN]")]
    help = "Say how a run stands: the named one, or the newest."
    return click.Command("status", callback=status, params=params, help=help)


def _status(word: str, flow: str | None) -> int:
    from fanfold.cli.run_block import block

    print("\n".join(block(run_named(word, flow))))
    return 0
