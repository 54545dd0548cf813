"""A flow's parameters, and where values come from: what was given, else the environment, else the default."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from fanfold.flow.configs import are_used
from fanfold.flow.nearness import near
from fanfold.flow.parameter import Parameter
from fanfold.flow.parameter_context import ParameterContext
from fanfold.flow.parameter_names import canonical, check_names
from fanfold.model.errors import ParameterError

__all__ = ["Parameter", "ParameterContext", "parameters_of", "resolve"]


_TO_COMPUTE = object()


def parameters_of(flow_class: type) -> dict[str, Parameter[Any]]:
    """The flow's parameters by attribute, those of base classes and mixins first, each in the order written.

    Raises:
        ParameterError: two share a name (whatever the case), or one has a name that is taken.
    """
    found: dict[str, Parameter[Any]] = {}
    for owner in reversed(flow_class.__mro__):
        for attribute, value in vars(owner).items():
            if isinstance(value, Parameter):
                value.attribute = attribute  # for those that were not set in a class body
                found[attribute] = value
            else:
                found.pop(attribute, None)  # a subclass put something else in its place
    check_names(found)
    return found


def resolve(
    flow_class: type,
    given: Mapping[str, object],
    *,
    user_name: str = "",
    logger: Callable[[str], object] = print,
    environ: Mapping[str, str] | None = None,
    lenient: bool = False,
) -> dict[str, object]:
    """The run's value of every parameter, by attribute. Callable defaults are called: do this once a run.

    Args:
        given: values by parameter name (`-` and `_` are the same): text, or Python's. None means not given.
        lenient: leave out what is required and was not given, instead of refusing.

    Raises:
        ParameterError: names the option, the value and the type wanted.
    """
    parameters = parameters_of(flow_class)
    raws = _by_attribute(parameters, given)
    context = ParameterContext(flow_class.__name__, user_name, "", logger, "local", _configs(flow_class))
    variables = os.environ if environ is None else environ
    values = {
        attribute: _value(flow_class, parameter, raw, variables)
        for attribute, parameter in parameters.items()
        if (raw := raws.get(attribute)) is not None or not (lenient and _is_missing(parameter, variables))
    }
    # Functions come last: what was typed wrongly is told before any of them works for minutes.
    return {
        attribute: _computed(flow_class, parameters[attribute], context) if value is _TO_COMPUTE else value
        for attribute, value in values.items()
    }


def _is_missing(parameter: Parameter[Any], environ: Mapping[str, str]) -> bool:
    """Whether it has to be given and neither environment nor default does."""
    found = any(map(environ.get, parameter.all_environment_names()))
    return bool(parameter.required) and parameter.default is None and not found


def _configs(flow_class: type) -> Mapping[str, object]:
    if not are_used():
        return {}
    from fanfold.flow.configs.of_flow import named_values

    return named_values(flow_class)


def _by_attribute(parameters: Mapping[str, Parameter[Any]], given: Mapping[str, object]) -> dict[str, object]:
    attributes = {attribute: attribute for attribute in parameters}
    attributes |= {canonical(parameter.name): attribute for attribute, parameter in parameters.items()}
    raws = {}
    for name, raw in given.items():
        attribute = attributes.get(canonical(name)) or attributes.get(name)
        if attribute is None:
            remedy = near(name, (parameter.name for parameter in parameters.values()))
            raise ParameterError(
                f"The flow has no parameter {name!r}.", remedy=remedy or "It has no parameters at all."
            )
        raws[attribute] = raw
    return raws


def _value(
    flow_class: type,
    parameter: Parameter[Any],
    raw: object,
    environ: Mapping[str, str],
) -> object:
    if raw is None:
        raw = next(filter(None, map(environ.get, parameter.all_environment_names())), None)
    if raw is None and callable(parameter.default):
        return _TO_COMPUTE
    if raw is None:
        raw = parameter.default
    if raw is not None:
        return parameter.value_from(raw, flow_class)
    if parameter.required:
        raise _missing(parameter)
    return False if parameter.is_flag else None


def _computed(flow_class: type, parameter: Parameter[Any], context: ParameterContext) -> object:
    try:
        value = parameter.default(context._replace(parameter_name=parameter.name))
    except Exception as error:  # user code is called
        raise parameter.wrong(
            f"The default of {parameter.name!r} could not be computed: {type(error).__name__}: {error}",
            "The function is called with a ParameterContext, once a run.",
        ) from error
    if value is None or not parameter.has_type:
        return value  # without a type the function's value is what was meant
    return parameter.value_from(value, flow_class)


def _missing(parameter: Parameter[Any]) -> ParameterError:
    name = parameter.all_environment_names()[-2]
    return ParameterError(
        f"Option --{parameter.name} is required and was not given.",
        remedy=f"Give --{parameter.name} {parameter.option().metavar}, or set {name}.",
    )
