"""`debug RUN/step/KEY`: run one recorded task again, in this process, with its stored input."""

from __future__ import annotations

import click

from fanfold.cli.flow_group import Before
from fanfold.cli.of_run import id_of
from fanfold.cli.work import Work
from fanfold.engine.options import RunOptions
from fanfold.engine.platform import refuse_windows


def command(flow_class: type) -> click.Command:
    """The command."""

    @click.pass_obj
    def debug(before: Before, /, task: str) -> Work:
        pathspec = task.removeprefix(f"{flow_class.__name__}/")
        if pathspec.count("/") < 1 or not all(pathspec.split("/", 2)):
            raise click.UsageError(
                f"{task} names no task: write RUN/step/KEY, or RUN/step outside any foreach."
            )
        options = RunOptions(inline=True, with_specs=before.with_specs)
        return lambda: _debug(flow_class, pathspec, options)

    params: list[click.Parameter] = [click.Argument(["task"], metavar="RUN/STEP/KEY")]
    help = "Run one recorded task again in this process, so that breakpoint() works. Nothing is recorded."
    return click.Command("debug", callback=debug, params=params, help=help)


def _debug(flow_class: type, pathspec: str, options: RunOptions) -> int:
    refuse_windows()
    from fanfold.engine.debug import debug as debug_task

    run, _, rest = pathspec.partition("/")
    return debug_task(flow_class, f"{id_of(run, flow_class.__name__)}/{rest}", options)
