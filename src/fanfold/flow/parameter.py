"""`Parameter`: a value that a run is given at its start, read as `self.<attribute>` in every step.

A parameter is a descriptor: on the class it is itself, in a task it is the run's value, which nothing can
change. The values are worked out once, before anything starts (`parameters.resolve`).
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, Never, NoReturn, Self, TypeVar, overload

from fanfold.flow.callsite import caller, wrong_at
from fanfold.flow.jsontype import JSONTypeClass
from fanfold.flow.nearness import near
from fanfold.flow.option import Option
from fanfold.flow.parameter_types import convert, type_name, wanted
from fanfold.flow.unsettled import Unsettled, settled
from fanfold.model.errors import ParameterError

if TYPE_CHECKING:
    from fanfold.flow.parameter_context import ParameterContext

T = TypeVar("T")

ACCEPTED_OPTIONS = frozenset({"external_artifact", "external_trigger", "hidden", "show_envvar"})
"""Further keyword arguments that flows in the wild give; they say nothing to a run on this machine."""

READ_ONLY = "Flow level attributes and Parameters are not modifiable"


class Parameter(Generic[T]):
    """A value that the run is given at its start.

    Args:
        name: the option's name, verbatim: `--<name>`.
        default: the value if none is given; a function of a `ParameterContext` is called once a run.
        type: what text is turned into: a type, `JSONType`, or a function of the text. Otherwise the default's
            type, else str.
        help: for `--help`.
        required: refuse to start without a value.
        show_default: show the default in `--help` (yes, unless False); text is shown instead of it.
        separator: split text into a list at it.
        secret: never show the value. By default True for names such as token, password, api_key.
        is_flag: `--<name>` alone means True.
        choices: the values that are legal.
        metavar: what stands for the value in `--help`.
        envvar: environment variable, or several, that give the value too.

    Raises:
        ParameterError: an argument nobody knows, or a name that is no name.
    """

    if TYPE_CHECKING:
        # The type of `self.<attribute>` is that of `type=`, else that of the default, else str.
        @overload
        def __init__(
            self: Parameter[Any], name: str, default: object = ..., *, type: JSONTypeClass, **options: Any
        ) -> None: ...
        @overload
        def __init__(
            self: Parameter[list[str]], name: str, default: object = ..., *, separator: str, **options: Any
        ) -> None: ...
        @overload
        def __init__(
            self,
            name: str,
            default: object = ...,
            *,
            type: builtins.type[T] | Callable[[str], T],
            **options: Any,
        ) -> None: ...
        @overload
        def __init__(
            self: Parameter[Any], name: str, default: Callable[[ParameterContext], object], **options: Any
        ) -> None: ...
        @overload
        def __init__(self: Parameter[str], name: str, default: None = ..., **options: Any) -> None: ...
        @overload
        def __init__(self, name: str, default: T, **options: Any) -> None: ...

    def __init__(
        self,
        name: str,
        default: object = None,
        type: object = None,
        help: str | None = None,
        required: bool | None = None,
        show_default: bool | str | None = None,
        separator: str | None = None,
        *,
        secret: bool | None = None,
        is_flag: bool = False,
        choices: Sequence[object] | None = None,
        metavar: str | None = None,
        envvar: str | Sequence[str] | None = None,
        **accepted: object,
    ) -> None:
        self.site = caller()
        self.attribute = ""
        self.name = name
        self.is_flag = is_flag
        self.type_given = type
        self._take_default(default)
        self.help = help or ""
        self.required = required
        self.show_default = show_default
        self.separator = separator
        self.secret_given = secret
        self.choices = tuple(choices or ())
        self.metavar = metavar
        self.environment_names = (envvar,) if isinstance(envvar, str) else tuple(envvar or ())
        self._check(accepted)

    def _take_default(self, default: Any) -> None:
        given = self.type_given
        if isinstance(default, Unsettled) and default.is_known():
            default = default.settled({})
        # A part of a config is a dict, which is written as JSON.
        self.default = default = default.to_dict() if _is_config_value(default) else default
        self.has_type = bool(given) or self.is_flag or not (default is None or callable(default))
        self.kind = given if given is not None else bool if self.is_flag else _type_of(default)

    def complete(self, configs: Mapping[str, Any]) -> None:
        """Take the values of arguments that are configs, now that these are known."""
        for name in ("help", "required", "show_default", "separator"):
            setattr(self, name, settled(getattr(self, name), configs))
        self._take_default(settled(self.default, configs))

    def __set_name__(self, owner: builtins.type, attribute: str) -> None:
        self.attribute = attribute

    @overload
    def __get__(self, flow: None, owner: builtins.type) -> Self: ...
    @overload
    def __get__(self, flow: object, owner: builtins.type) -> T: ...
    def __get__(self, flow: Any, owner: builtins.type) -> Any:
        task = None if flow is None else getattr(flow, "_task", None)
        if task is None:
            return self
        try:
            return task.constants[self.attribute]
        except KeyError:
            raise AttributeError(f"This run has no value for parameter {self.name!r}") from None

    def __set__(self, flow: object, value: Never) -> NoReturn:
        raise AttributeError(READ_ONLY)

    def __delete__(self, flow: object) -> NoReturn:
        raise AttributeError(READ_ONLY)

    def __repr__(self) -> str:
        return f"<{builtins.type(self).__name__} {self.name}>"

    @property
    def secret(self) -> bool:
        """Whether its value is never to be shown: as was said, else by its name."""
        from fanfold.store.masking import is_secret_name

        return is_secret_name(self.name) if self.secret_given is None else self.secret_given

    def option(self) -> Option:
        """The parameter as plain data for a command line."""
        return Option(
            flag=f"--{self.name}",
            name=self.name,
            help=self.help,
            default_text=self._default_text(),
            metavar=self.metavar or type_name(self.kind).upper(),
            required=bool(self.required) and self.default is None,
            is_flag=self.is_flag,
            choices=tuple(map(str, self.choices)),
            environment_names=self.all_environment_names(),
            secret=self.secret,
        )

    def all_environment_names(self) -> tuple[str, ...]:
        """The environment variables that give its value, the most particular first."""
        suffix = self.name.replace("-", "_").upper()
        return (*self.environment_names, f"FANFOLD_RUN_{suffix}", f"METAFLOW_RUN_{suffix}")

    def value_from(self, raw: object, flow_class: builtins.type) -> object:
        """The value that text or a Python value stands for; `flow_class` is there for errors.

        Raises:
            ParameterError: it is not of the parameter's type, or none of its choices.
        """
        if self.separator and isinstance(raw, list | tuple):
            return list(raw)
        try:
            value = convert(self.kind, raw)
        except Exception as error:  # user code is called: a type may be any function
            raise self.refused(raw, wanted(self.kind), str(error)) from error
        if self.choices and value not in self.choices:
            raise self.refused(raw, " or ".join(map(repr, self.choices)), "it is none of these")
        return value.split(self.separator) if self.separator and isinstance(value, str) else value

    def refused(self, raw: object, wish: str, reason: str) -> ParameterError:
        """The error for a value that cannot be taken."""
        shown = "a value that is kept secret" if self.secret else _shortened(repr(raw))
        why = "" if self.secret else f" ({_shortened(reason)})"
        return ParameterError(
            f"--{self.name} wants {wish} and got {shown}{why}.",
            remedy=f"Give --{self.name} another value.",
        )

    def wrong(self, message: str, remedy: str) -> ParameterError:
        """The error for a definition that cannot stand, with its line."""
        return wrong_at(self.site, ParameterError, message, remedy)

    def _check(self, accepted: Mapping[str, object]) -> None:
        if not re.fullmatch(r"\w[\w.-]*", str(self.name)):
            raise self.wrong(
                f"{self.name!r} cannot name a parameter.",
                "Its name becomes an option: write letters, digits, - and _, as in 'learning-rate'.",
            )
        unknown = sorted(accepted.keys() - ACCEPTED_OPTIONS)
        if unknown:
            known = {"default", "type", "help", "required", "show_default", "separator", "secret", "is_flag"}
            remedy = near(unknown[0], known | {"choices", "metavar", "envvar"})
            raise self.wrong(f"Parameter {self.name!r} does not know the argument {unknown[0]!r}.", remedy)

    def _default_text(self) -> str:
        if isinstance(self.show_default, str):
            return self.show_default
        hidden = self.show_default is False or self.secret or self.default is None or callable(self.default)
        return "" if hidden else str(self.default)


def _is_config_value(default: Any) -> bool:
    return isinstance(default, dict) and hasattr(default, "to_dict")


def _type_of(default: object) -> type:
    return str if default is None or callable(default) else builtins.type(default)


def _shortened(text: str) -> str:
    return text if len(text) <= 200 else text[:199] + "…"
