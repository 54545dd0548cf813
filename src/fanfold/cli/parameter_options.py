"""A flow's parameters as options of `run`, whose text is handed on: parameters know their types."""

from __future__ import annotations

from collections.abc import Mapping

import click

from fanfold.flow.option import Option
from fanfold.flow.parameters import parameters_of

PREFIX = "parameter_"


def parameter_options(flow_class: type) -> tuple[list[click.Parameter], dict[str, str]]:
    """The options, and the parameter's name by the key under which the parser will give the value.

    Raises:
        ParameterError: a definition that cannot stand.
    """
    options: list[click.Parameter] = []
    names: dict[str, str] = {}
    for number, parameter in enumerate(parameters_of(flow_class).values()):
        described = parameter.option()
        key = f"{PREFIX}{number}"
        names[key] = described.name
        options.append(_option(described, key))
    return options, names


def given(values: Mapping[str, object], names: Mapping[str, str]) -> dict[str, object]:
    """The parameters that were given, by name."""
    return {name: values[key] for key, name in names.items() if values[key] is not None}


def handed_over(file: object) -> dict[str, object]:
    """The parameters that a `Runner` gives, as Python's values in a file."""
    if file is None:
        return {}
    from pathlib import Path
    from pickle import loads

    values: dict[str, object] = loads(Path(str(file)).read_bytes())
    return values


def _option(described: Option, key: str) -> click.Option:
    if described.is_flag:
        return click.Option(
            [described.flag, key], is_flag=True, flag_value=True, default=None, help=_help(described)
        )
    kind = click.Choice(described.choices) if described.choices else click.STRING
    metavar = None if described.choices else described.metavar
    return click.Option(
        [described.flag, key], type=kind, default=None, metavar=metavar, help=_help(described)
    )


def _help(described: Option) -> str:
    # Whether one is required is not the parser's to decide: the environment may give it.
    marks = [
        "[required]" if described.required else "",
        f"[default: {described.default_text}]" if described.default_text else "",
    ]
    return "  ".join(filter(None, [described.help, *marks]))
