"""What has to wait until the flow's class is there, and before anything looks at it.

Decorators and parameters may name configs that are written below them. Every process does this once, to the
class that it is about to run: the driver, and each worker that imports the file anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fanfold.flow.configs import are_used

_DONE = "_is_complete"


def complete(flow_class: type) -> None:
    """Complete the class. Doing it twice is doing it once.

    Raises:
        FlowError: a config, or a decorator's argument that needs one, is wrong.
    """
    if _DONE in vars(flow_class):
        return
    setattr(flow_class, _DONE, True)
    if are_used():
        _settle(flow_class)


def _settle(flow_class: type) -> None:
    """Put values in the place of configs in the arguments of decorators and parameters."""
    from fanfold.flow.configs.of_flow import LateConfigs, configs_of
    from fanfold.flow.parameters import parameters_of
    from fanfold.flow.steps import steps_of

    configs = LateConfigs(configs_of(flow_class))
    for owner in flow_class.__mro__:
        _complete_all(vars(owner).get("_flow_decorators", []), configs)
    for function in steps_of(flow_class).values():
        _complete_all(function.decorators, configs)  # type: ignore[attr-defined]
    for parameter in parameters_of(flow_class).values():
        parameter.complete(configs)


def _complete_all(decorators: list[Any], configs: Mapping[str, Any]) -> None:
    decorators[:] = [decorator.completed(configs) for decorator in decorators]
