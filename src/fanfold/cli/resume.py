"""`resume`: a new run that takes over everything that an earlier one finished."""

from __future__ import annotations

from typing import Any

import click

from fanfold.cli.flow_group import Before
from fanfold.cli.notes import say
from fanfold.cli.of_run import id_of
from fanfold.cli.run_options import options_from, shared_options, typed
from fanfold.cli.watching import watcher
from fanfold.cli.work import Work
from fanfold.engine.platform import refuse_windows
from fanfold.flow.parameters import parameters_of


def command(flow_class: type) -> click.Command:
    """The command. It takes no parameters: they are those of the run that it goes on with."""
    params: list[click.Parameter] = [
        click.Argument(["step"], required=False, metavar="[STEP]"),
        click.Option(
            ["--origin-run-id"], metavar="RUN", help="The run to go on with. Default: this script's newest."
        ),
        *shared_options("resume"),
    ]

    @click.pass_obj
    def resume(before: Before, /, step: str | None, origin_run_id: str | None, **values: object) -> Work:
        options = options_from(typed(values), before.with_specs)

        def work() -> int:
            refuse_windows()
            seen_by = watcher(typed(values), quiet=before.quiet)
            say(before.notes, typed(values))
            from fanfold.engine.resuming import resume as resume_flow

            origin = _run_id(origin_run_id, flow_class.__name__)
            return resume_flow(
                flow_class, origin_run_id=origin, step=step, options=options, observer=seen_by
            ).exit_code

        return work

    names = [parameter.name for parameter in parameters_of(flow_class).values()]
    help = "Run what an earlier run did not finish; with STEP, also that step and all after it."
    return _Resume(names, callback=resume, params=params, help=help)


class _Resume(click.Command):
    """Says why it takes no parameters, to who gives one."""

    def __init__(self, names: list[str], **settings: Any) -> None:
        super().__init__("resume", **settings)
        self.parameter_names = names

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.option_name.lstrip("-") not in self.parameter_names:
                raise
            ctx.fail(
                f"resume takes no parameters: {error.option_name} stays as in the run that it goes on with."
            )


def _run_id(origin: str | None, flow: str) -> str | None:
    """`Flow/1712` is as good as `1712`."""
    return id_of(origin.rpartition("/")[2], flow) if origin else None
