"""`help [COMMAND]`: the same as `COMMAND --help`."""

from __future__ import annotations

import click

from fanfold.cli.work import Work


def command(flow_class: type) -> click.Command:
    """The command."""

    @click.pass_context
    def help(ctx: click.Context, name: str | None) -> Work:
        parent = ctx.parent
        assert parent is not None
        assert isinstance(parent.command, click.Group)
        if name is None:
            return lambda: _show(parent.get_help())
        asked = parent.command.get_command(parent, name)
        if asked is None:
            raise click.UsageError(f"There is no command {name!r}.", parent)
        text = asked.get_help(click.Context(asked, info_name=name, parent=parent))
        return lambda: _show(text)

    params: list[click.Parameter] = [click.Argument(["name"], required=False, metavar="[COMMAND]")]
    return click.Command("help", callback=help, params=params, help="Explain a command.")


def _show(text: str) -> int:
    print(text)
    return 0
