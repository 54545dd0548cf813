"""The page of the commands: what the parser knows of each."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from unittest.mock import patch

import click

import fanfold.flow.configs.config  # noqa: F401 - flows that use configs have options for them
from fanfold import FlowSpec, step
from fanfold.cli.commands import FLOW_COMMANDS, OWN_COMMANDS, RUN_COMMANDS
from fanfold.cli.flow_group import group
from reference.markdown import code, page, table

OPENING = """\
`python FLOW.py COMMAND …` and `fanfold COMMAND FLOW.py …` do the same; the second needs no main block,
takes `FLOW.py:Class` where a file has several flows, and makes the name `metaflow` mean fanfold. `--help`
behind any command prints what is here. `latest` stands for the newest run wherever a run is named.
Parameters of a flow are options of its `run`."""
OF_FLOWS = "What stands before the command holds for all of them: `python FLOW.py --quiet run`."
OF_RUNS = "These need no flow. Where the flow has a command of the same name, it is the same."
OTHERS = table(["command", ""], [[code(f"fanfold {name}"), text] for name, text in OWN_COMMANDS.items()])


class ExampleFlow(FlowSpec):
    """A flow without parameters: its options are those that every flow has."""

    @step
    def start(self) -> None:
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def commands_page() -> str:
    """The whole page."""
    flow = group(ExampleFlow)
    context = click.Context(flow, info_name="python FLOW.py")
    of_flow = {name: _named(flow, name, context) for name in FLOW_COMMANDS}
    of_runs = {name: _handed_over(module) for name, (module, _) in RUN_COMMANDS.items()}
    return page(
        "Commands and options",
        OPENING,
        "## Of a flow",
        OF_FLOWS,
        _options(flow),
        *(part for name, each in of_flow.items() for part in _command(each, f"python FLOW.py {name}")),
        "## Of runs",
        OF_RUNS,
        *(part for name, each in of_runs.items() for part in _command(each, f"fanfold {name}")),
        "## Others",
        OTHERS,
    )


def _named(group: click.Group, name: str, context: click.Context) -> click.Command:
    found = group.get_command(context, name)
    assert found is not None
    return found


class _HandedOverError(Exception):
    """Brings a command from where it is parsed."""


def _handed_over(module: str) -> click.Command:
    """The command that the `main` of a module hands to the parser."""

    def parsed(command: click.Command, *arguments: object, **settings: object) -> None:
        raise _HandedOverError(command)

    with patch.object(click.Command, "main", parsed):
        try:
            import_module(f"fanfold.cli.{module}").main(["--help"])
        except _HandedOverError as handed:
            found = handed.args[0]
            assert isinstance(found, click.Command)
            return found
    raise AssertionError(f"fanfold.cli.{module}.main parses nothing")


def _command(command: click.Command, words: str) -> Iterator[str]:
    context = click.Context(command, info_name=words)
    yield f"### `{words}`"
    yield " ".join((command.help or "").split())
    yield f"```text\n{command.get_usage(context).removeprefix('Usage: ')}\n```"
    if options := _options(command):
        yield options
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = _command(_named(command, name, context), f"{words} {name}")
            yield from (part.replace("### ", "#### ", 1) for part in inner)


def _options(command: click.Command) -> str:
    shown = [option for option in command.params if not _is_hidden(option)]
    return table(["option", "meaning"], map(_row, shown)) if shown else ""


def _is_hidden(parameter: click.Parameter) -> bool:
    return not isinstance(parameter, click.Option) or parameter.hidden


def _row(option: click.Parameter) -> list[str]:
    assert isinstance(option, click.Option)
    names = ", ".join(code(name) for name in [*option.opts, *option.secondary_opts])
    value = "" if option.is_flag else f" {code(_value(option))}"
    return [names + value, option.help or ""]


def _value(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return "|".join(map(str, option.type.choices))
    return option.metavar or option.type.name.upper()
