"""`ProgressBar`: how far something is."""

from __future__ import annotations

from fanfold.cards.component import UserComponent
from fanfold.cards.markup import template


class ProgressBar(UserComponent):
    """A bar from 0 to `max`; `update` moves it."""

    REALTIME_UPDATABLE = True

    def __init__(
        self,
        max: float = 100,
        label: str | None = None,
        value: float = 0,
        unit: str | None = None,
        metadata: str | None = None,
    ) -> None:
        self._max = max
        self._label = label
        self._value = value
        self._unit = unit
        self._metadata = metadata

    def update(self, new_value: float, metadata: str | None = None) -> None:
        """Move it, and say something else beside it."""
        self._value = new_value
        self._metadata = self._metadata if metadata is None else metadata

    def render(self) -> str:
        """Its HTML."""
        share = self._value / self._max if self._max else 0.0
        return template(
            "progress_bar.html",
            label=self._label,
            value=f"{self._value:g}",
            max=f"{self._max:g}",
            unit=self._unit,
            details=self._metadata,
            percent=f"{100 * min(1.0, max(0.0, share)):.0f}",
        )
