"""Values in the place of configs, in the arguments of a flow's decorators and parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fanfold.flow.configs.expression import ConfigExpression
from fanfold.flow.configs.of_flow import LateConfigs, configs_of
from fanfold.flow.decorators.decorator import Decorator
from fanfold.flow.parameters import parameters_of
from fanfold.flow.steps import steps_of


def settle(flow_class: type) -> None:
    """Put them there. What was settled before stays as it is.

    Raises:
        FlowError: a config, or an argument that needs one, is wrong.
    """
    configs = LateConfigs(configs_of(flow_class))
    for owner in flow_class.__mro__:
        _settle_all(vars(owner).get("_flow_decorators", []), configs)
    for function in steps_of(flow_class).values():
        _settle_all(function.decorators, configs)  # type: ignore[attr-defined]
    for parameter in parameters_of(flow_class).values():
        parameter.complete(configs)
    for owner in flow_class.__mro__:
        _settle_attributes(owner, configs)


def _settle_attributes(owner: type, configs: Mapping[str, Any]) -> None:
    """Class constants that are expressions: `size = config_expr("config.size")`."""
    waiting = {name: value for name, value in vars(owner).items() if isinstance(value, ConfigExpression)}
    for name, value in waiting.items():
        setattr(owner, name, value.settled(configs))


def _settle_all(decorators: list[Any], configs: Mapping[str, Any]) -> None:
    decorators[:] = [
        each.completed(configs) if isinstance(each, Decorator) else each  # who else's stays as it is
        for each in decorators
    ]
