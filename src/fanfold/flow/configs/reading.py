"""From what was given, or the default, to the config's value."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from fanfold.flow.beside import beside
from fanfold.flow.callsite import wrong_at
from fanfold.flow.configs.definition import Definition
from fanfold.flow.configs.given import PATH_OPTION, VALUE_OPTION, Given, Handed, given, handed, of_call
from fanfold.flow.configs.value import ConfigValue
from fanfold.flow.named_function import function_of
from fanfold.model.errors import ConfigError, ConfigValueError, FanfoldError
from fanfold.model.named import NamedTuple

_PARSER_REMEDY = "Correct the text, or the parser: it is given the whole text and returns a dict."


class Text(NamedTuple):
    """What a config is read from: its text, the file it came from (empty if none), and what to call it."""

    text: str
    file: str
    source: str


def read(config: Definition) -> Any:
    """The config's value: what a call from Python says, else what this process was handed, else what was
    given, else the default.

    Raises:
        ConfigError: it is required and was not given, or cannot be found or read. Names file and line.
    """
    called = of_call(config.name)
    values = None if called else handed() or _of_earlier_run(config)
    if values is not None:
        try:
            return wrapped(config, values(config.name))
        except KeyError:
            pass  # the flow has got it since that run began
    found = _text(config, called)
    if found is None and config.required:
        raise _wrong_value(
            config,
            f"Config {config.name!r} is required and was not given.",
            f"Give {PATH_OPTION} {config.name} PATH, or {VALUE_OPTION} {config.name} JSON.",
        )
    return None if found is None else wrapped(config, _parsed(config, found))


def wrapped(config: Definition, value: Any) -> Any:
    """The value as the flow sees it."""
    return value if value is None or config.plain else ConfigValue(value)


def _of_earlier_run(config: Definition) -> Handed | None:
    if "resume" not in sys.argv and "debug" not in sys.argv:
        return None
    from fanfold.flow.configs.stored import earlier_run, stored_configs_of

    try:
        run = earlier_run(config.flow_name)
        return None if run is None else stored_configs_of(run)
    except FanfoldError:
        return None  # the command itself will say so; and it may be the word of another program


def _text(config: Definition, called: Given | None) -> Text | Mapping[str, Any] | None:
    found = called or given(config.name)
    if found is not None and found.path is not None:
        return _content(config, found.path, found.how)
    if found is not None:
        return _as_text(found.value, found.how)
    if config.default is not None:
        return _content(config, str(_called(config, config.default)), "its default")
    value = _called(config, config.default_value)
    return None if value is None else _as_text(value, "its default_value")


def _called(config: Definition, default: Any) -> Any:
    """The default, computed if it is a function."""
    if not callable(default):
        return default
    from fanfold.flow.parameter_context import ParameterContext
    from fanfold.flow.user import user_name

    context = ParameterContext(config.flow_name, user_name(), config.name, print, "local", {})
    try:
        return default(context)
    except Exception as error:  # user code is called
        raise _wrong(
            config,
            f"The default of config {config.name!r} could not be computed: {type(error).__name__}: {error}",
            "The function is called with a ParameterContext, once a run.",
        ) from error


def _as_text(value: Any, source: str) -> Text | Mapping[str, Any]:
    return Text(value, "", source) if isinstance(value, str) else value


def _content(config: Definition, path: str, how: str) -> Text:
    full = os.path.abspath(os.path.expanduser(path))
    try:
        with open(full, encoding="utf-8") as file:
            return Text(file.read(), full, full)
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not text in utf-8"
        found = beside(full, config.site.file)
        hint = f" There is one beside the flow: {PATH_OPTION} {config.name} {found}" if found else ""
        raise _wrong_value(
            config,
            f"Config {config.name!r}: {full} ({how}) cannot be read: {why}.",
            f"The path is relative to the working directory, {os.getcwd()}.{hint}",
        ) from None


def _parsed(config: Definition, found: Text | Mapping[str, Any]) -> Any:
    import json

    if config.parser is not None:
        # As a parser wants text, a dict is given to it as the text that it stands for.
        text = found if isinstance(found, Text) else Text(json.dumps(found), "", "its value")
        return _checked(config, _by_parser(config, text), text.source)
    if not isinstance(found, Text):
        return _checked(config, found, "its value")
    if config.plain:
        return found.text
    try:
        return _checked(config, json.loads(found.text), found.source)
    except json.JSONDecodeError as error:
        raise _unreadable(config, found, f"it is not JSON: {error.msg}", error.lineno, error.colno) from None


def _by_parser(config: Definition, found: Text) -> Any:
    assert config.parser is not None
    try:
        parser = function_of(config.parser)
    except (ImportError, AttributeError, ValueError) as error:
        raise _wrong(
            config,
            f"The parser of config {config.name!r} is not there: {error}.",
            "Give a function, or its name with its module, as in parser='yaml.safe_load'.",
        ) from None
    try:
        return parser(found.text)
    except ConfigError:
        raise
    except Exception as error:  # user code is called
        mark = getattr(error, "problem_mark", None)  # as PyYAML marks the place, counting from 0
        line = getattr(error, "lineno", None) or (None if mark is None else mark.line + 1)
        said = getattr(error, "problem", None) or str(error)
        why = f"{type(error).__name__}: {' '.join(said.split())}"
        raise _unreadable(config, found, why, line, None) from error


def _checked(config: Definition, value: Any, source: str) -> Any:
    if config.plain or value is None or isinstance(value, Mapping):
        return value
    raise _wrong_value(
        config,
        f"Config {config.name!r}: {source} holds a {type(value).__name__}, and a config is a tree of keys.",
        'Give an object such as {"key": 1}; plain=True takes whatever there is.',
    )


def _unreadable(
    config: Definition, found: Text, why: str, line: int | None, column: int | None
) -> ConfigValueError:
    place = "" if line is None else f", line {line}" + ("" if column is None else f", column {column}")
    message = f"Config {config.name!r} cannot be read from {found.source}{place}: {why}."
    if not found.file:
        return _wrong_value(config, message, _PARSER_REMEDY)
    error = _wrong_value(config, message, _PARSER_REMEDY)
    error.file, error.line = found.file, line
    return error


def _wrong(config: Definition, message: str, remedy: str) -> ConfigError:
    return wrong_at(config.site, ConfigError, message, remedy)


def _wrong_value(config: Definition, message: str, remedy: str) -> ConfigValueError:
    return wrong_at(config.site, ConfigValueError, message, remedy)
