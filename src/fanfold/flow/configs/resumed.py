"""A resumed run keeps the configs of the run that it goes on with."""

from __future__ import annotations

from fanfold.flow.configs.config import Config, definition_of, is_read, take, value_of
from fanfold.flow.configs.of_flow import checked_configs
from fanfold.flow.configs.reading import wrapped
from fanfold.flow.configs.stored import StoredConfigs
from fanfold.flow.configs.value import opened
from fanfold.model.errors import ConfigError


def keep_configs(flow_class: type, origin: StoredConfigs) -> None:
    """Give the flow the configs of its origin.

    Raises:
        ConfigError: the flow's file was read with those of another run.
    """
    for config in checked_configs(flow_class).values():
        if definition_of(config).name in origin:
            _keep(config, origin)


def _keep(config: Config, origin: StoredConfigs) -> None:
    definition = definition_of(config)
    value = origin(definition.name)
    if not is_read(config):
        take(config, wrapped(definition, value))
    elif opened(value_of(config)) != value:
        raise ConfigError(
            f"Config {definition.name!r} is not the one that run {origin.run_id} began with.",
            remedy=f"Name the run in the command line: resume --origin-run-id {origin.run_id}",
            file=definition.site.file,
            line=definition.site.line,
        )
