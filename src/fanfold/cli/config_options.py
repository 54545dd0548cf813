"""`--config NAME PATH` and `--config-value NAME JSON`, before the command or behind `run`.

Configs read the command line by themselves, while the flow's file is imported; here the options are only
shown in the help, and refused where they mean nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from fanfold.cli.program import came_by_value
from fanfold.flow.configs import are_used
from fanfold.flow.configs.given import PATH_OPTION, VALUE_OPTION


def config_options(flow_class: type) -> list[click.Parameter]:
    """The two options, hidden if the flow has no configs."""
    known = _known(flow_class)
    path = click.Option(
        [PATH_OPTION, "config_paths"],
        nargs=2,
        multiple=True,
        metavar="NAME PATH",
        hidden=not known,
        help=f"Read a config from this file. There is {known}",
    )
    value = click.Option(
        [VALUE_OPTION, "config_values"],
        nargs=2,
        multiple=True,
        metavar="NAME JSON",
        hidden=not known,
        help="Give a config its value.",
    )
    return [path, value]


def options_of_run(flow_class: type, taken: set[str]) -> list[click.Parameter]:
    """Those that `run` takes, since `fanfold run FILE` has no place before it. Parameters' names win."""
    options = config_options(flow_class) if _known(flow_class) else []
    return [option for option in options if option.opts[0][2:].replace("-", "_") not in taken]


def _known(flow_class: type) -> str:
    """The flow's configs, and what they are for; empty if it has none."""
    if not are_used():
        return ""
    from fanfold.flow.configs.config import definition_of
    from fanfold.flow.configs.of_flow import configs_of

    configs = map(definition_of, configs_of(flow_class).values())
    named = [f"{config.name}: {config.help}" if config.help else config.name for config in configs]
    return f"There is {'; '.join(named)}" if named else ""


def refuse_with_resume(ctx: click.Context, values: dict[str, object]) -> None:
    """A resumed run has the configs of its origin."""
    if ctx.invoked_subcommand == "resume" and (values["config_paths"] or values["config_values"]):
        ctx.fail("resume takes no --config: configs stay as in the run that it goes on with.")


def check_configs(flow_class: type, values: Mapping[str, Any]) -> None:
    """See that each config that was given is one of the flow's, and can be read, whatever the command.

    Raises:
        ConfigError: names the one that is not, and what comes near. ConfigValueError: one cannot be read,
        or the class was made with another value.
    """
    paths, texts = values.get("config_paths") or (), values.get("config_values") or ()
    if paths or texts:
        from fanfold.flow.configs.of_flow import read_given, refuse_unknown

        named = [(PATH_OPTION, name) for name, _ in paths] + [(VALUE_OPTION, name) for name, _ in texts]
        refuse_unknown(flow_class, named)
        read_given(flow_class, {name for _, name in named})
        if came_by_value():
            from fanfold.flow.configs.called import refuse_others_typed

            refuse_others_typed(flow_class)
