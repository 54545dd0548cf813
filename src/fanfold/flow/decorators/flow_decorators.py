"""The decorators above a flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from fanfold.flow.decorators.decorator import Decorator

D = TypeVar("D", bound="Decorator")


def flow_decorators_of(flow_class: type) -> list[Decorator]:
    """Those above the class, then those of its bases that it has none of."""
    found: list[Decorator] = []
    for owner in flow_class.__mro__:
        names = {decorator.name for decorator in found}
        attached: list[Decorator] = vars(owner).get("_flow_decorators", [])
        found += [decorator for decorator in attached if decorator.name not in names]
    return found


def flow_decorator(flow_class: type, kind: type[D]) -> D | None:
    """The flow's decorator of this kind."""
    return next((found for found in flow_decorators_of(flow_class) if isinstance(found, kind)), None)
