"""A decorator as mutators name it: itself with its arguments, or text as after `--with`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fanfold.flow.decorators.catalog import FLOW_DECORATORS, FOREIGN_FLOW_DECORATORS, MODULES
from fanfold.flow.decorators.decorator import Decorator, DecoratorError
from fanfold.flow.nearness import near
from fanfold.flow.spec import step
from fanfold.flow.user_decorators import may_be_meant
from fanfold.flow.user_decorators.decoration import KNOWN, Decoration, StepDecoration
from fanfold.flow.with_specs import arguments_of, parse

Spec = tuple[str, str, list[Any], dict[str, Any]]
"""A decorator in words: its short name, its full one, its arguments and its keyword arguments."""


def decoration_named(name: str) -> type[Decoration] | None:
    """The user's decorator of that name: in full, or so much of its end that it is the only one.

    Raises:
        DecoratorError: the name fits several, or its module cannot be imported.
    """
    module = name.rpartition(".")[0]
    if module and name not in KNOWN:
        _import(module, name)
    fitting = [full for full in KNOWN if full == name or full.endswith(f".{name}")]
    if len(fitting) > 1 and name not in fitting:
        raise DecoratorError(
            f"{name} is the name of several decorators.", remedy=f"Write one of {', '.join(fitting)}."
        )
    return KNOWN[name if name in fitting else fitting[0]] if fitting else None


def is_own(text: str) -> bool:
    """Whether the text of a `--with` names a decorator that the user wrote."""
    return may_be_meant([text]) and decoration_named(text.partition(":")[0].strip()) is not None


def _import(module: str, name: str) -> None:
    from importlib import import_module

    try:
        import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise DecoratorError(
                f"{name} cannot be imported: {error}.", remedy="Install what its module needs."
            ) from error


def step_decorator_of(written: Any, arguments: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """The decorator to put above a step: a `Decorator` of ours, or the user's `Decoration`.

    Raises:
        DecoratorError: there is none of that name, or its arguments are wrong.
    """
    if isinstance(written, str):
        return _of_text(written, arguments, options, parse)
    if isinstance(written, type) and issubclass(written, Decoration):
        return written(*arguments, **options)

    @step
    def probe() -> None:
        """What a decorator is put above, to see what it notes there."""

    _called(written, arguments, options)(probe)
    return probe.decorators[-1]  # type: ignore[attr-defined]


def flow_decorator_of(written: Any, arguments: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """The decorator to put above a flow.

    Raises:
        DecoratorError: as for steps.
    """
    if isinstance(written, str):
        return _of_text(written, arguments, options, _flow_decorator_named)
    if isinstance(written, type) and issubclass(written, Decoration):
        return written(*arguments, **options)
    probe = type("probe", (), {})
    _called(written, arguments, options)(probe)
    return vars(probe)["_flow_decorators"][-1]


def _called(written: Any, arguments: Sequence[Any], options: Mapping[str, Any]) -> Callable[[Any], Any]:
    if not callable(written):
        raise DecoratorError(f"{written!r} is no decorator.", remedy="Give a decorator, or its name as text.")
    above: Callable[[Any], Any] = written(*arguments, **options)
    return above


def _of_text(
    text: str, arguments: Sequence[Any], options: Mapping[str, Any], named: Callable[..., Decorator]
) -> Any:
    name, colon, _ = text.partition(":")
    if colon and (arguments or options):
        raise DecoratorError(
            f"{text}: arguments are given in the text and beside it.", remedy="Give them in one of the two."
        )
    own = decoration_named(name)
    if own is None:
        return named(text, **options)
    keywords = arguments_of(text)
    placed = [keywords.pop(key) for key in sorted(keywords) if key.isdigit()]  # `name:0=…` is the first
    return own(*placed, *arguments, **keywords, **options)


def _flow_decorator_named(text: str, **options: Any) -> Decorator:
    name = text.partition(":")[0]
    known = (*FLOW_DECORATORS, *FOREIGN_FLOW_DECORATORS)
    if name not in known:
        raise DecoratorError(f"There is no flow decorator {name!r}.", remedy=near(name, known))
    decorator = getattr(__import__(MODULES[name], fromlist=[name]), name)
    found: Decorator = flow_decorator_of(decorator, (), arguments_of(text) | options)
    return found


def spec_of(decorator: Any) -> Spec:
    """A decorator in words."""
    if isinstance(decorator, Decorator):
        kind = type(decorator)
        return (decorator.name, f"{kind.__module__}.{kind.__name__}", [], dict(decorator.attributes))
    name = decorator.decorator_name
    return (shortest(name), name, list(decorator._args), dict(decorator._kwargs))


def short_names() -> list[str]:
    """The shortest name of every decorator of the user's that may stand above a step."""
    return [shortest(full) for full, kind in KNOWN.items() if issubclass(kind, StepDecoration)]


def shortest(full: str) -> str:
    """The end of a full name that no other user's decorator has."""
    parts = full.split(".")
    for count in range(1, len(parts)):
        end = ".".join(parts[-count:])
        if end not in MODULES and sum(f".{other}".endswith(f".{end}") for other in KNOWN) <= 1:
            return end
    return full


def has_name(spec: Spec, name: str) -> bool:
    """Whether a decorator has this name, short or in full."""
    return fits(spec, name, None, None)


def fits(spec: Spec, name: str, arguments: Sequence[Any] | None, options: Mapping[str, Any] | None) -> bool:
    """Whether a decorator has this name, short or in full, and these arguments, if any are given."""
    short, full, placed, keywords = spec
    if name not in (full, short) and not full.endswith(f".{name}"):
        return False
    if arguments is None and options is None:
        return True
    return placed == list(arguments or ()) and keywords == dict(options or {})
