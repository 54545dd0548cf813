"""Configs of a flow's class that is run from Python: `fanfold.run(Sweep, config_value={"model": {"n": 1}})`.

A class that is there may have been made with a config already: its decorators are what they are. Another
value for such a config is refused, since the run would be half of one and half of the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fanfold.flow.configs.config import Config, definition_of, is_read, value_of
from fanfold.flow.configs.given import GivenConfigs, call_with, on_command_line
from fanfold.flow.configs.of_flow import configs_of, refuse_unknown
from fanfold.flow.configs.reading import read
from fanfold.flow.configs.value import opened
from fanfold.model.errors import ConfigValueError


@contextmanager
def called_with(flow_class: type, given: GivenConfigs) -> Iterator[None]:
    """Let the flow's configs be these while a run begins and goes on.

    Raises:
        ConfigError: the flow has no such config, or it cannot be read, or the class was made with another.
    """
    refuse_unknown(
        flow_class,
        [("config", name) for name in given.paths] + [("config_value", name) for name in given.values],
    )
    before = call_with(given)
    try:
        _refuse_others(flow_class, {*given.paths, *given.values})
        yield
    finally:
        call_with(before)


def refuse_others_typed(flow_class: type) -> None:
    """The same for a class that came by value to a process whose command line gives configs.

    Raises:
        ConfigError: as above.
    """
    _refuse_others(flow_class, {name for _, name, _ in on_command_line()})


def _refuse_others(flow_class: type, names: set[str]) -> None:
    for config in configs_of(flow_class).values():
        if definition_of(config).name in names:
            _refuse_other(flow_class, config)


def _refuse_other(flow_class: type, config: Config) -> None:
    definition = definition_of(config)
    wanted = opened(read(definition))  # whatever comes of it: what cannot be read is told first
    if not is_read(config) or opened(value_of(config)) == wanted:
        return
    raise ConfigValueError(
        f"Config {definition.name!r} cannot have another value any more: {flow_class.__name__} was made with "
        "the one that it has, in its decorators or parameters.",
        remedy=f"Run the flow's file: fanfold.Runner(FILE, config_value={{{definition.name!r}: …}}).run()",
    )
