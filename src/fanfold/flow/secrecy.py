"""What must not be shown: the texts to look for and mask in whatever a run prints or keeps in plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fanfold.flow.parameters import parameters_of
from fanfold.flow.steps import steps_of

MASK = "***"
SECRET_CHARS_MIN = 4
"""Shorter texts are not masked: they are found everywhere, and nothing would be readable."""


def secret_texts(flow_class: type, values: Mapping[str, object]) -> frozenset[str]:
    """The values of secret parameters (`values`: by attribute) and of `@secrets`."""
    return frozenset(text for text in _texts(flow_class, values) if len(text) >= SECRET_CHARS_MIN)


def _texts(flow_class: type, values: Mapping[str, object]) -> Iterator[str]:
    for attribute, parameter in parameters_of(flow_class).items():
        if parameter.secret and values.get(attribute) is not None:
            yield str(values[attribute])
    for function in steps_of(flow_class).values():
        for decorator in getattr(function, "decorators", ()):
            if decorator.name == "secrets":
                yield from decorator.variables().values()


def shown(flow_class: type, values: Mapping[str, object]) -> dict[str, object]:
    """The values of the run's parameters by their names, as they may be shown: secret ones are masked."""
    parameters = parameters_of(flow_class)
    return {
        parameter.name: MASK
        if parameter.secret and values.get(attribute) is not None
        else values.get(attribute)
        for attribute, parameter in parameters.items()
    }
