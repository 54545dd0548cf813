"""What was given to a run as keyword arguments: options of the run, and values of the flow's parameters.

A flow may have a parameter named like an option of ours that the reference does not have (`seed` is a common
one). The parameter then has the name, and the option is written `fanfold_seed`, as on the command line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fanfold.engine.options import RunOptions
from fanfold.flow.configs.given import GivenConfigs
from fanfold.flow.parameter_names import canonical
from fanfold.flow.parameters import parameters_of
from fanfold.flow.spec import FlowSpec
from fanfold.model.errors import UsageError
from fanfold.model.named import NamedTuple
from fanfold.model.policy import Isolation

REFERENCE_NAMES = frozenset(
    {"max_workers", "max_num_splits", "tags", "decospecs", "run_id_file", "namespace"}
)
"""Names that no parameter may have, as in the reference; they never give way."""

PREFIX = "fanfold_"

Words = Iterable[str] | str
Pairs = Mapping[str, Any] | Iterable[tuple[str, Any]]


class Showing(NamedTuple):
    """What of a run is printed."""

    show_output: bool = True
    quiet: bool = False
    verbose: bool = False
    run_id_file: str | None = None


class Asked(NamedTuple):
    """What all keyword arguments mean."""

    options: RunOptions
    values: dict[str, object]
    showing: Showing
    configs: GivenConfigs
    check: bool


def asked(
    flow_class: type[Any], ours: Mapping[str, Any], given: Mapping[str, Any], defaults: Mapping[str, Any]
) -> Asked:
    """Tell options from values.

    Args:
        ours: the options by name, those that were not given at their defaults.
        given: all other keyword arguments.
        defaults: of all options.

    Raises:
        UsageError: no flow's class, or an option's value that cannot be.
    """
    check_class(flow_class)
    options, values = _apart(flow_class, dict(ours), dict(given), defaults)
    showing = Showing(*(options[name] for name in Showing._fields))
    configs = GivenConfigs(pairs("config", options["config"]), pairs("config_value", options["config_value"]))
    return Asked(_options(options), values, showing, configs, bool(options["check"]))


def check_class(flow_class: object) -> None:
    """Refuse what is no flow's class.

    Raises:
        UsageError: says what to write instead.
    """
    if isinstance(flow_class, type) and issubclass(flow_class, FlowSpec) and flow_class is not FlowSpec:
        return
    if isinstance(flow_class, FlowSpec):
        remedy = f"Give the class, not an object of it: {type(flow_class).__name__}"
    elif isinstance(flow_class, str):
        remedy = f"For a file write: fanfold.Runner({flow_class!r}).run()"
    else:
        remedy = "A flow is a class that derives from FlowSpec."
    raise UsageError(f"{flow_class!r} is not a flow's class.", remedy=remedy)


def _apart(
    flow_class: type[Any], options: dict[str, Any], values: dict[str, Any], defaults: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The options and the values, after names that both have were settled."""
    taken = {canonical(parameter.name) for parameter in parameters_of(flow_class).values()}
    for name in options.keys() - REFERENCE_NAMES:
        if canonical(name) in taken:
            value = options[name]
            options[name] = values.pop(PREFIX + name, defaults[name])
            if value is not defaults[name]:
                values[name] = value
    return options, values


def _options(given: Mapping[str, Any]) -> RunOptions:
    for name in ("max_workers", "max_num_splits"):
        _check_count(name, given[name])
    if given["resources"] not in ("fit", "ignore", "strict"):
        raise UsageError(f"resources wants 'fit', 'ignore' or 'strict', not {given['resources']!r}.")
    return RunOptions(
        max_workers=given["max_workers"],
        keep_going=bool(given["keep_going"]),
        seed=whole_or_none("seed", given["seed"]),
        inline=bool(given["inline"]),
        isolation=_isolation(isolate=given["isolate"], warm=given["warm"]),
        max_num_splits=given["max_num_splits"],
        durable=bool(given["durable"]),
        tags=tuple(dict.fromkeys(words("tags", given["tags"]))),
        namespace=given["namespace"],
        resources=given["resources"],
        with_specs=words("decospecs", given["decospecs"]),
    )


def whole_or_none(name: str, given: object) -> int | None:
    """A whole number, or nothing.

    Raises:
        UsageError: something else.
    """
    if given is None or (isinstance(given, int) and not isinstance(given, bool)):
        return given
    raise UsageError(f"{name} wants a whole number, not {given!r}.")


def words(name: str, given: Words) -> tuple[str, ...]:
    """Several words, or a single one.

    Raises:
        UsageError: something else.
    """
    found = (given,) if isinstance(given, str) else tuple(given)
    if not all(isinstance(word, str) for word in found):
        raise UsageError(f"{name} wants text, or a list of texts, not {given!r}.")
    return found


def pairs(name: str, given: Pairs) -> dict[str, Any]:
    """What is given to each of several names: a dictionary, or a list of pairs.

    Raises:
        UsageError: something else.
    """
    try:
        found: dict[Any, Any] = dict(given)
    except (TypeError, ValueError):
        found = {None: given}
    if not all(isinstance(each, str) for each in found):
        raise UsageError(
            f"{name} wants names and what they are given, not {given!r}.",
            remedy=f'Write {name}={{"the name of the config": …}}',
        )
    return found


def _check_count(name: str, value: object) -> None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise UsageError(f"{name} wants a whole number of 1 or more, not {value!r}.")


def _isolation(*, isolate: bool, warm: bool) -> Isolation:
    if isolate and warm:
        raise UsageError("isolate and warm exclude one another: give one.")
    return Isolation.ISOLATED if isolate else Isolation.WARM if warm else Isolation.AUTO
