"""The steps of a flow class, as functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fanfold.model.names import StepName

StepFunction = Callable[..., Any]


def steps_of(flow_class: type) -> dict[StepName, StepFunction]:
    """What `@step` marked, by name: base classes and mixins first, each in the order written."""
    found: dict[StepName, StepFunction] = {}
    for owner in reversed(flow_class.__mro__):
        for name, value in vars(owner).items():
            # `is True`: a class attribute may be an object that answers any name with something
            if getattr(value, "is_step", None) is True and callable(value):
                found[StepName(name)] = value
            else:
                found.pop(StepName(name), None)
    return found
