"""Class constants: plain attributes of the flow's class, which tasks can read and not change.

The class in the file stays as it is until a process is about to run tasks: `install` then puts a `Constant`
in the place of each, so that an assignment to `self` fails and what is read is the run's own value.
"""

from __future__ import annotations

from functools import cached_property
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, NoReturn

from fanfold.flow.parameter import READ_ONLY, Parameter

_NOT_VALUES = (
    Parameter,
    type,
    property,
    cached_property,
    staticmethod,
    classmethod,
    FunctionType,
    MethodType,
    BuiltinFunctionType,
)


class Constant:
    """Stands for a class constant in a process that runs tasks."""

    def __init__(self, name: str, value: Any) -> None:
        self.name = name
        self.value = value

    def __get__(self, flow: Any, owner: type) -> Any:
        """The run's value in a task, the class's own everywhere else."""
        task = None if flow is None else getattr(flow, "_task", None)
        return self.value if task is None else task.constants.get(self.name, self.value)

    def __set__(self, flow: object, value: object) -> NoReturn:
        raise AttributeError(READ_ONLY)

    def __delete__(self, flow: object) -> NoReturn:
        raise AttributeError(READ_ONLY)


def constants_of(flow_class: type) -> dict[str, Any]:
    """The class's constants by name, those of base classes and mixins too."""
    found: dict[str, Any] = {}
    for owner in reversed(flow_class.__mro__):
        if owner is object or owner.__module__ == "fanfold.flow.spec":
            continue
        for name, value in vars(owner).items():
            found.pop(name, None)
            if isinstance(value, Constant):
                found[name] = value.value
            elif name[:1] != "_" and not isinstance(value, _NOT_VALUES) and not _is_descriptor(value):
                found[name] = value
    return found


def install(flow_class: type) -> None:
    """Make the class's constants read-only for tasks of this process. Doing it twice is doing it once."""
    for name, value in constants_of(flow_class).items():
        setattr(flow_class, name, Constant(name, value))


def _is_descriptor(value: object) -> bool:
    return hasattr(type(value), "__get__")
