"""What of a flow must not be shown: secret parameters, the secrets within its configs, and `@secrets`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fanfold.flow.configs import are_used
from fanfold.flow.parameters import parameters_of
from fanfold.flow.steps import steps_of
from fanfold.store.masking import MASK, Veil, is_secret_name, veil

BEGINNING_MAX = 80
BEGINNING_SHOWN = 30
REPR_MAX = 200


def veil_over(flow_class: type, values: Mapping[str, Any]) -> Veil:
    """What a run of the flow hides. `values` are its parameters and configs, by attribute."""
    parameters = parameters_of(flow_class)
    names = {attribute for attribute, parameter in parameters.items() if parameter.secret}
    return veil(names, {*_of_parameters(flow_class, values), *_of_configs(values), *_of_steps(flow_class)})


def _of_parameters(flow_class: type, values: Mapping[str, Any]) -> Iterator[str]:
    for attribute, parameter in parameters_of(flow_class).items():
        if parameter.secret:
            # A name may only sound secret: `--max-token 1000` is no reason to hide every 1000.
            yield from _texts(values.get(attribute), with_numbers=bool(parameter.secret_given))


def _of_configs(values: Mapping[str, Any]) -> Iterator[str]:
    if not are_used():
        return
    from fanfold.flow.configs.of_flow import from_stored

    for name, value in from_stored(values).items():
        yield from _within(name, value)


def _within(name: object, value: object) -> Iterator[str]:
    """The secrets in a part of a config: what has a name that says so, and all below it."""
    if isinstance(name, str) and is_secret_name(name):
        yield from _texts(value, with_numbers=False)
    elif isinstance(value, Mapping):
        for key, below in value.items():
            yield from _within(key, below)
    elif isinstance(value, list | tuple):
        for below in value:
            yield from _within(None, below)


def _of_steps(flow_class: type) -> Iterator[str]:
    for function in steps_of(flow_class).values():
        for decorator in getattr(function, "decorators", ()):
            if decorator.name == "secrets":
                yield from decorator.variables().values()


def _texts(value: object, *, with_numbers: bool) -> Iterator[str]:
    match value:
        case str():
            yield value
        case bytes():
            yield value.decode(errors="ignore")
        case Mapping():
            for below in value.values():
                yield from _texts(below, with_numbers=with_numbers)
        case list() | tuple() | set() | frozenset():
            for below in value:
                yield from _texts(below, with_numbers=with_numbers)
        case bool() | None:
            pass
        case _ if with_numbers:
            yield str(value)


def shown(flow_class: type, values: Mapping[str, object]) -> dict[str, object]:
    """The values of the run's parameters by their names, as they may be shown: secret ones are masked."""
    parameters = parameters_of(flow_class)
    return {
        parameter.name: MASK
        if parameter.secret and values.get(attribute) is not None
        else values.get(attribute)
        for attribute, parameter in parameters.items()
    }


def in_a_line(value: object) -> str:
    """The value in a few words, as runs keep it: what is long, such as a file's content, by its beginning and
    its size.
    """
    if isinstance(value, str | bytes) and len(value) > BEGINNING_MAX:
        unit = "characters" if isinstance(value, str) else "bytes"
        return f"{value[:BEGINNING_SHOWN]!r}… ({len(value):,} {unit})"
    text = repr(value)
    return text if len(text) <= REPR_MAX else f"{text[: REPR_MAX - 1]}…"
