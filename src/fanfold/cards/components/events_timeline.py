"""`EventsTimeline`: what happened, the latest first."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fanfold.cards.component import UserComponent, drawn
from fanfold.cards.markup import template
from fanfold.model.named import NamedTuple

THEMES = {"success": "good", "warning": "fair", "error": "bad", "default": "plain", "secondary": "plain"}
"""What the names of themes mean here; any other is shown as an accent."""


class _Event(NamedTuple):
    facts: Mapping[str, Any]
    theme: str
    priority: str
    payloads: Mapping[str, Any]
    when: str


class EventsTimeline(UserComponent):
    """Events, each a few facts and, below them, components that can be opened. The last `max_events` are
    shown, all are counted.
    """

    REALTIME_UPDATABLE = True

    def __init__(self, title: str | None = None, max_events: int = 100) -> None:
        self._title = title
        self._events: deque[_Event] = deque(maxlen=max_events)
        self._count = 0
        self._finished = False

    def update(
        self,
        event_data: Mapping[str, Any],
        style_theme: str | None = None,
        priority: str | None = None,
        payloads: Mapping[str, Any] | None = None,
        finished: bool | None = None,
    ) -> None:
        """Something happened. `finished` says that nothing more will."""
        when = f"{datetime.now():%H:%M:%S}"
        theme = THEMES.get(style_theme or "default", "accent")
        self._events.appendleft(
            _Event(dict(event_data), theme, priority or "normal", dict(payloads or {}), when)
        )
        self._count += 1
        self._finished = self._finished if finished is None else finished

    def render(self) -> str:
        """Its HTML."""
        events = [
            {
                "when": event.when,
                "theme": event.theme,
                "is_high": event.priority in ("high", "critical"),
                "facts": [(str(name), str(value)) for name, value in event.facts.items()],
                "payloads": [(str(name), drawn(value)) for name, value in event.payloads.items()],
            }
            for event in self._events
        ]
        return template(
            "events.html", title=self._title, events=events, count=self._count, finished=self._finished
        )
