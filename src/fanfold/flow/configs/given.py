"""Where a config's value may come from, besides the flow's file.

Configs are read while Python is still reading the flow's file, since decorators use them: long before there
is a command line. So the command line is looked at here, for `--config` and `--config-value` alone.

A process that works for a run does not read anything again: it is handed what the run began with.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fanfold.model.errors import ConfigError
from fanfold.model.named import NamedTuple

PATH_OPTION = "--config"
VALUE_OPTION = "--config-value"
_PATH_VARIABLES = ("FANFOLD_FLOW_CONFIG", "METAFLOW_FLOW_CONFIG")
_VALUE_VARIABLES = ("FANFOLD_FLOW_CONFIG_VALUE", "METAFLOW_FLOW_CONFIG_VALUE")


class Given(NamedTuple):
    """A config as it was given: the path of a file, or a value; and how, in words."""

    path: str | None
    value: Any
    how: str


class GivenConfigs(NamedTuple):
    """What a call from Python gives: paths of files, and values, by the names of configs."""

    paths: Mapping[str, Any] = {}
    values: Mapping[str, Any] = {}


_called: list[GivenConfigs] = [GivenConfigs()]


def call_with(given: GivenConfigs) -> GivenConfigs:
    """Give configs what these say, before all else; returns what was so before."""
    _called.append(given)
    return _called.pop(0)


def of_call(name: str) -> Given | None:
    """What the call that this process is working for says of a config.

    Raises:
        ConfigError: both a path and a value.
    """
    paths, values = _called[0]
    if name in paths and name in values:
        raise _both(name, "Give one of config and config_value.")
    if name in paths:
        return Given(str(paths[name]), None, f"config={name}")
    return Given(None, values[name], "config_value") if name in values else None


Handed = Callable[[str], Any]
"""Gives the run's value of a config by its name. Raises KeyError."""

_handed: list[Handed] = []


def hand_over(values: Handed) -> None:
    """Take every config's value from here, where it is there."""
    _handed[:] = [values]


def handed() -> Handed | None:
    """What was handed over to this process."""
    return _handed[-1] if _handed else None


def given(name: str, *, words: Sequence[str] | None = None) -> Given | None:
    """What the command line says of a config, else the environment.

    Raises:
        ConfigError: both a path and a value were given, or a variable is no JSON object.
    """
    found = [each for each in on_command_line(words=words) if each[1] == name]
    options = {option: text for option, _, text in found}
    if len(options) > 1:
        raise _both(name, f"Give one of {PATH_OPTION} and {VALUE_OPTION}.")
    for option, text in options.items():
        how = f"{option} {name}"
        return Given(text, None, how) if option == PATH_OPTION else Given(None, text, how)
    return _from_environment(name)


def _both(name: str, remedy: str) -> ConfigError:
    return ConfigError(f"Config {name!r} was given both a path and a value.", remedy=remedy)


def on_command_line(*, words: Sequence[str] | None = None) -> list[tuple[str, str, str]]:
    """The option, the config's name and the text, for each that was given."""
    rest = list(sys.argv[1:] if words is None else words)
    found = []
    while rest:
        option, equals, name = rest.pop(0).partition("=")
        if option == "--":
            break
        if option in (PATH_OPTION, VALUE_OPTION) and len(rest) >= (1 if equals else 2):
            found.append((option, name if equals else rest.pop(0), rest.pop(0)))
    return found


def _from_environment(name: str) -> Given | None:
    for variable in _VALUE_VARIABLES:
        values = _variable(variable)
        if name in values:
            return Given(None, values[name], variable)
    for variable in _PATH_VARIABLES:
        paths = _variable(variable)
        if name in paths:
            return Given(str(paths[name]), None, variable)
    return None


def _variable(variable: str) -> Mapping[str, Any]:
    text = os.environ.get(variable)
    if not text:
        return {}
    import json

    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise _no_object(variable, f"it is not JSON: {error.msg} at character {error.pos + 1}") from None
    if not isinstance(found, dict):
        raise _no_object(variable, f"it is a {type(found).__name__}")
    return found


def _no_object(variable: str, why: str) -> ConfigError:
    return ConfigError(
        f"{variable} cannot be used: {why}.", remedy='It holds a JSON object: {"name of the config": …}.'
    )
