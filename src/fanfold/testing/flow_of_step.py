"""The flow that a step belongs to: a function of a class body does not know its class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fanfold.flow.spec import FlowSpec
from fanfold.model.errors import UsageError


def flow_of(step: Any, flow: type[Any] | None) -> type[Any]:
    """The flow; `flow` where it is given.

    Raises:
        UsageError: it is no step, or several flows have it.
    """
    function = getattr(step, "__func__", step)
    if getattr(function, "is_step", None) is not True:
        raise UsageError(f"{step!r} is no step.", remedy="Give a method of a flow with @step above it.")
    owner = getattr(step, "__self__", None)
    if flow is not None or owner is not None:
        return flow if flow is not None else type(owner)
    name = function.__name__
    having = [each for each in _flows(FlowSpec) if getattr(each, name, None) is function]
    own = [each for each in having if vars(each).get(name) is function]
    found = own or [each for each in having if not any(issubclass(o, each) for o in having if o is not each)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(each.__name__ for each in found) or "none"
    raise UsageError(f"Several flows have the step {name}: {names}.", remedy="Say which: flow=…")


def _flows(above: type[Any]) -> Iterator[type[Any]]:
    for flow_class in above.__subclasses__():
        yield flow_class
        yield from _flows(flow_class)
