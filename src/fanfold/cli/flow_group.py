"""The commands of a flow, and the options that stand before them.

Each command is a module that is loaded when it is asked for, with one function `command(flow_class)`. What a
command's callback returns is the work to be done.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

from fanfold.cli.commands import FLOW_COMMANDS
from fanfold.cli.config_options import check_configs, config_options, refuse_with_resume
from fanfold.cli.elsewhere import refuse
from fanfold.model.named import NamedTuple
from fanfold.model.variables import QUIET_VARIABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fanfold.cli.work import Work

TYPED = "fanfold.typed"


class Before(NamedTuple):
    """The options that stood before the command."""

    quiet: bool
    with_specs: tuple[str, ...]
    notes: tuple[str, ...]


class FlowGroup(click.Group):
    """A flow's commands, each loaded when it is needed."""

    def __init__(self, flow_class: type, params: list[click.Parameter]) -> None:
        super().__init__(
            name=flow_class.__name__,
            callback=_before,
            params=params,
            invoke_without_command=True,
            help=flow_class.__doc__,
        )
        self.flow_class = flow_class

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which people need them."""
        return list(FLOW_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, if there is one."""
        if cmd_name in FLOW_COMMANDS:
            module = import_module(f"fanfold.cli.{cmd_name.replace('-', '_')}")
            command: click.Command = module.command(self.flow_class)
            return command
        refuse(ctx, cmd_name, ctx.meta.get(TYPED, ()))
        return None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the words as they were typed: some are to be typed again, elsewhere."""
        ctx.meta[TYPED] = list(args)
        return super().parse_args(ctx, args)


def group(flow_class: type) -> click.Group:
    """The command line of this flow."""
    return FlowGroup(flow_class, [*_own_options(flow_class), *_accepted_options()])


def _own_options(flow_class: type) -> Sequence[click.Parameter]:
    quiet = click.Option(
        ["--quiet/--not-quiet"],
        default=False,
        envvar=list(QUIET_VARIABLES),
        help="Print failures and the last line only.",
    )
    added = click.Option(
        ["--with", "with_specs"],
        multiple=True,
        envvar=["FANFOLD_WITH", "METAFLOW_DECOSPECS"],
        metavar="DECORATOR",
        help="Add a decorator to every step that lacks it.",
    )
    return [quiet, added, *config_options(flow_class)]


ACCEPTED = {
    "--environment": "packages are those of the Python that runs the flow",
    "--datastore": "runs are recorded in the .fanfold folder",
    "--datastore-root": "runs are recorded in the .fanfold folder; FANFOLD_HOME moves it",
    "--metadata": "runs are recorded in the .fanfold folder",
    "--package-suffixes": "the flow's modules are found by what it imports",
    "--event-logger": "events are in the run's folder",
    "--monitor": "times are in the run's folder",
    "--local-config-file": "configs are given by --config and --config-value",
    "--mode": "tasks are run by `run`, or one again by `debug`",
}
"""Options of the reference that mean nothing to a run on this machine: taken, and it is said once why."""

DEFAULTED = ("--datastore", "--environment", "--metadata", "--event-logger", "--monitor")
"""Those that a variable METAFLOW_DEFAULT_… may stand for too."""

HARMLESS = {("environment", "local"), ("datastore", "local"), ("metadata", "local")}
"""What asks for no more than there is anyway; nothing needs to be said."""


def _accepted_options() -> Sequence[click.Parameter]:
    options = [click.Option([name], hidden=True, envvar=_variables(name)) for name in ACCEPTED]
    pylint = click.Option(["--pylint/--no-pylint"], default=None, hidden=True)
    rebuild = click.Option(["--force-rebuild-environments"], is_flag=True, hidden=True)
    production = click.Option(
        ["--production"], is_flag=True, hidden=True, help="For @project: the production branch."
    )
    branch = click.Option(["--branch"], hidden=True, help="For @project: the branch's name.")
    return [*options, pylint, rebuild, production, branch]


def _variables(option: str) -> list[str]:
    """The environment variables that stand for an accepted option, as in the reference."""
    name = option[2:].replace("-", "_").upper()
    default = [f"METAFLOW_DEFAULT_{name}"] if f"--{name.lower()}" in DEFAULTED else []
    return [f"METAFLOW_{name}", *default]


@click.pass_context
def _before(ctx: click.Context, /, **values: object) -> Work | None:
    with_specs = values["with_specs"]
    assert isinstance(with_specs, tuple)
    refuse_with_resume(ctx, values)
    if isinstance(ctx.command, FlowGroup):
        check_configs(ctx.command.flow_class, values)
    ctx.obj = Before(bool(values["quiet"]), with_specs, tuple(_notes(values)))
    _tell_project(production=bool(values["production"]), branch=values["branch"])
    if ctx.invoked_subcommand is None:
        check = ctx.command.get_command(ctx, "check") if isinstance(ctx.command, click.Group) else None
        assert check is not None
        work: Work = ctx.invoke(check)
        return work
    return None


def _notes(values: dict[str, object]) -> list[str]:
    given = [(option, values[option[2:].replace("-", "_")]) for option in ACCEPTED]
    return [
        f"{option} {value} has no effect: {ACCEPTED[option]}."
        for option, value in given
        if value is not None and (option[2:], value) not in HARMLESS
    ]


def _tell_project(*, production: bool, branch: object) -> None:
    """`@project` reads these variables, since processes that are started for the run must know them too."""
    import os

    if production:
        os.environ["METAFLOW_PRODUCTION"] = "1"
    if branch is not None:
        os.environ["METAFLOW_BRANCH"] = str(branch)
