"""A flow's configs, together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from fanfold.flow.configs.config import Config, definition_of, renew, value_of
from fanfold.flow.configs.value import ConfigValue, opened
from fanfold.flow.nearness import near
from fanfold.model.errors import ConfigError

NAMES = "_configs"
"""The name among a run's constants under which it is kept which config is which attribute."""


def configs_of(flow_class: type) -> dict[str, Config]:
    """The flow's configs by attribute, those of base classes and mixins first, each in the order written."""
    found: dict[str, Config] = {}
    for owner in reversed(flow_class.__mro__):
        for attribute, value in vars(owner).items():
            found.pop(attribute, None)
            if isinstance(value, Config):
                found[attribute] = value
    return found


def checked_configs(flow_class: type) -> dict[str, Config]:
    """The same, if they can stand beside one another.

    Raises:
        ConfigError: two have one name.
    """
    configs = configs_of(flow_class)
    names: dict[str, str] = {}
    for attribute, config in configs.items():
        definition = definition_of(config)
        other = names.setdefault(definition.name.lower(), attribute)
        if other != attribute:
            raise ConfigError(
                f"Two configs are named {definition.name!r}: {other} and {attribute}.",
                remedy="Rename one of them.",
                file=definition.site.file,
                line=definition.site.line,
            )
    return configs


def refuse_unknown(flow_class: type, given: Iterable[tuple[str, str]]) -> None:
    """See that each config that was given (the option, the name) is one of the flow's.

    Raises:
        ConfigError: names the one that is not, and those that come near.
    """
    names = {definition_of(config).name for config in configs_of(flow_class).values()}
    for option, name in given:
        if name not in names:
            raise ConfigError(
                f"{option} {name}: the flow has no config of that name.",
                remedy=near(name, names) or "It has no configs at all.",
            )


def read_given(flow_class: type, names: Collection[str]) -> None:
    """Read the configs of these names, if nothing has yet.

    Raises:
        ConfigError: one cannot be found or read.
    """
    for config in configs_of(flow_class).values():
        if definition_of(config).name in names:
            value_of(config)


class LateConfigs(Mapping[str, Any]):
    """A flow's configs by their names, and by their attributes where these differ; each read when it is asked
    for.
    """

    def __init__(self, configs: Mapping[str, Config]) -> None:
        names = {definition_of(config).name: config for config in configs.values()}
        self._configs = {**configs, **names}

    def __getitem__(self, name: str) -> Any:
        return value_of(self._configs[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._configs)

    def __len__(self) -> int:
        return len(self._configs)


def named_values(flow_class: type) -> ConfigValue:
    """The values of all of them."""
    return ConfigValue(LateConfigs(configs_of(flow_class)))


def stored(flow_class: type) -> dict[str, Any]:
    """What the run keeps of its configs, as constants: each value as plain data, and which is which.

    Raises:
        ConfigError: one is required and was not given, or cannot be found or read.
    """
    configs = checked_configs(flow_class)
    if not configs:
        return {}
    for config in configs.values():
        renew(config)
    values = {attribute: opened(value_of(config)) for attribute, config in configs.items()}
    return values | {NAMES: {definition_of(config).name: attribute for attribute, config in configs.items()}}


def from_stored(constants: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values by the configs' names, among a run's constants."""
    names: Mapping[str, str] = constants.get(NAMES, {})
    return {name: constants[attribute] for name, attribute in names.items()}
