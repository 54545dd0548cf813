"""`@trigger`: which events are to start the flow on a cluster. Accepted; nothing here waits for events."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.decorator import Class, Decorator, on_flow

Event = str | Mapping[str, Any] | Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Trigger(Decorator):
    """What `@trigger` says."""

    name: ClassVar[str] = "trigger"

    event: Event | None = None
    events: Sequence[Event] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def check(self) -> None:
        """One event, or several."""
        if self.event is not None and self.events:
            raise self.refused("event and events are both given.", "Give one of the two.")
        if self.event is None and not self.events:
            raise self.refused("no event is named.", "Write @trigger(event='new_data').")

    def note(self) -> str:
        """Events are a cluster's."""
        return "@trigger: fanfold waits for no events; it runs when you start it."


@overload
def trigger(flow_class: Class, /) -> Class: ...
@overload
def trigger(
    *, event: Event | None = None, events: Sequence[Event] = (), options: Mapping[str, Any] = ...
) -> Callable[[Class], Class]: ...
def trigger(*flow_class: Any, **options: Any) -> Any:
    """Say which events should start the flow on a cluster."""
    return on_flow(Trigger, flow_class, options)
