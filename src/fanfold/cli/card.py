"""`card view|get|list|server|create`: the cards of tasks, one subcommand a module."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import click

from fanfold.cli.of_run import answered

SUBCOMMANDS = ("view", "get", "list", "server", "create")


def main(arguments: Sequence[str]) -> int:
    """The exit code of `fanfold card ARGUMENTS`."""
    return answered(build(None), arguments)


def command(flow_class: type) -> click.Command:
    """The command of a flow."""
    return build(flow_class)


def build(flow_class: type | None) -> click.Group:
    """The command, for runs of this flow or of any."""
    commands = [import_module(f"fanfold.cli.card_{name}").build(flow_class) for name in SUBCOMMANDS]
    return click.Group("card", commands=commands, help="Show what steps with @card show of their tasks.")
