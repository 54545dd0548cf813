"""`Config`: a tree of values that is read when the flow starts, before its decorators are evaluated.

In the class body, and so in the arguments of decorators, a config is its own value: `@retry(times=config.n)`.
It is read when something first asks for it, and once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, Never, NoReturn, Self, overload

from fanfold.flow.callsite import caller, caller_scope, wrong_at
from fanfold.flow.configs.definition import Definition
from fanfold.flow.nearness import near
from fanfold.flow.parameter import READ_ONLY
from fanfold.flow.unsettled import Unsettled
from fanfold.model.errors import ConfigError

if TYPE_CHECKING:
    from fanfold.flow.parameter_context import ParameterContext

_ACCEPTED = frozenset({"show_default", "external_artifact", "external_trigger", "hidden", "show_envvar"})
_KNOWN = ("default", "default_value", "help", "required", "parser", "plain")


class Config(Unsettled):
    """A tree of values: from a file, from the command line, or from the flow's own default.

    Give it with `--config NAME PATH` or `--config-value NAME JSON`. Where it is used, `config.model.rate` and
    `config["model"]["rate"]` are the same.

    Args:
        name: what the command line calls it.
        default: the path of the file if none is given, relative to the working directory; or a function of a
            `ParameterContext` that returns it.
        default_value: the value if none is given: a dict, text to be parsed, or a function that returns one.
        help: for `--help`.
        required: refuse to start if it is not given. Otherwise it is None then.
        parser: a function of the text that returns a dict, or its dotted name. Without one the text is JSON.
        plain: hand out what the parser returns as it is (without one, the text), and no `ConfigValue`.

    Raises:
        ConfigError: an argument nobody knows; when it is first used: it cannot be found or read.
    """

    __slots__ = ("_definition", "_found", "_is_of_run")

    is_step = False
    """The flow's attributes are asked whether they are steps. A config is none, and need not be read to say
    so."""

    def __init__(
        self,
        name: str,
        default: str | Callable[[ParameterContext], str] | None = None,
        default_value: str | Mapping[str, Any] | Callable[[ParameterContext], Any] | None = None,
        help: str | None = None,
        required: bool | None = None,
        parser: str | Callable[[str], Any] | None = None,
        plain: bool = False,
        **accepted: object,
    ) -> None:
        site = caller()
        unknown = sorted(accepted.keys() - _ACCEPTED)
        if unknown:
            message = f"Config {name!r} does not know the argument {unknown[0]!r}."
            raise wrong_at(site, ConfigError, message, near(unknown[0], _KNOWN))
        if default is not None and default_value is not None:
            message = f"Config {name!r} has both default and default_value."
            raise wrong_at(site, ConfigError, message, "Keep one: a path, or a value.")
        flow_name = caller_scope()
        self._definition = Definition(
            name, default, default_value, help or "", bool(required), parser, plain, site, flow_name
        )
        self._found: list[Any] = []
        self._is_of_run = False

    @overload
    def __get__(self, flow: None, owner: type) -> Self: ...
    @overload
    def __get__(self, flow: object, owner: type) -> Any: ...
    def __get__(self, flow: Any, owner: type) -> Any:
        return self if flow is None else value_of(self)

    def __set__(self, flow: object, value: Never) -> NoReturn:
        raise AttributeError(READ_ONLY)

    def __delete__(self, flow: object) -> NoReturn:
        raise AttributeError(READ_ONLY)

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__" or name in Config.__slots__:
            raise AttributeError(name)
        return getattr(value_of(self), name)

    def __getitem__(self, key: Any) -> Any:
        return value_of(self)[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(value_of(self))

    def __contains__(self, key: object) -> bool:
        return key in value_of(self)

    def __len__(self) -> int:
        return len(value_of(self))

    def __bool__(self) -> bool:
        return bool(value_of(self))

    def __repr__(self) -> str:
        return f"<Config {self._definition.name}>"

    def settled(self, configs: Mapping[str, Any]) -> Any:
        """Its value."""
        return value_of(self)

    def is_known(self) -> Literal[True]:
        """A config is read when it is asked for."""
        return True


def definition_of(config: Config) -> Definition:
    """The config as it was written. (Its attributes are the user's keys, so this is none of them.)"""
    return config._definition


def renew(config: Config) -> None:
    """Forget what an earlier run in this process read: its file may be another by now.

    What was read before there was any run stays, since the flow's decorators were made with it.
    """
    if config._is_of_run:
        config._found.clear()
    config._is_of_run = not config._found


def is_read(config: Config) -> bool:
    """Whether its value was read for the flow as such, and not for an earlier run."""
    return bool(config._found) and not config._is_of_run


def take(config: Config, value: Any) -> None:
    """Give it the value that it has for this run."""
    config._found[:] = [value]
    config._is_of_run = True


def value_of(config: Config) -> Any:
    """The config's value, read now if it was not before.

    Raises:
        ConfigError: it is required and was not given, or cannot be found or read.
    """
    if not config._found:
        from fanfold.flow.configs.reading import read

        config._found.append(read(config._definition))
    return config._found[0]
