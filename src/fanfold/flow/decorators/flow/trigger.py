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
    events: Sequence[Event] | Callable[..., Any] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def check(self) -> None:
        """One event, or several."""
        if self.event is not None and self.events:
            raise self.refused("event and events are both given.", "Give one of the two.")
        if not self.event and not self.events:
            raise self.refused("no event is named.", "Write @trigger(event='new_data').")
        if not callable(self.events) and not isinstance(self.events, list | tuple):
            raise self.refused("events is not a list.", "Write @trigger(events=['new_data', 'new_model']).")
        names = [self._name(event) for event in self._all() if not callable(event)]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise self.refused(f"the event {twice!r} is named twice.", "Name each once.")

    def _all(self) -> Sequence[Event]:
        if self.event:
            return [self.event]
        return () if callable(self.events) else self.events

    def _name(self, event: Event) -> Any:
        """The event's name. Its parameters are a dictionary, or a list of names and of pairs."""
        if isinstance(event, str):
            return event
        if not isinstance(event, Mapping) or not event.get("name"):
            raise self.refused(f"{event!r} is no event.", "Give its name, or {'name': …, 'parameters': {…}}.")
        parameters = event.get("parameters", {})
        if not callable(parameters) and not isinstance(parameters, Mapping | list | tuple):
            raise self.refused(
                f"the parameters of the event {event['name']!r} are no dictionary.",
                "Write {'name': …, 'parameters': {'parameter': 'field of the event'}}.",
            )
        return event["name"]

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
