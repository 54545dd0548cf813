"""`@trigger_on_finish`: after which flows a cluster is to start this one. Accepted; nothing here waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.decorator import Class, Decorator, on_flow

Upstream = str | Mapping[str, Any] | Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class TriggerOnFinish(Decorator):
    """What `@trigger_on_finish` says."""

    name: ClassVar[str] = "trigger_on_finish"

    flow: Upstream | None = None
    flows: Sequence[Upstream] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def check(self) -> None:
        """One flow, or several."""
        if self.flow is not None and self.flows:
            raise self.refused("flow and flows are both given.", "Give one of the two.")
        if self.flow is None and not self.flows:
            raise self.refused("no flow is named.", "Write @trigger_on_finish(flow='OtherFlow').")

    def note(self) -> str:
        """Events are a cluster's."""
        return "@trigger_on_finish: fanfold waits for no other flow; it runs when you start it."


@overload
def trigger_on_finish(flow_class: Class, /) -> Class: ...
@overload
def trigger_on_finish(
    *, flow: Upstream | None = None, flows: Sequence[Upstream] = (), options: Mapping[str, Any] = ...
) -> Callable[[Class], Class]: ...
def trigger_on_finish(*flow_class: Any, **options: Any) -> Any:
    """Say after which flows a cluster should start this one."""
    return on_flow(TriggerOnFinish, flow_class, options)
