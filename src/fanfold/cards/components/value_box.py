"""`ValueBox`: one number, large."""

from __future__ import annotations

from fanfold.cards.component import UserComponent
from fanfold.cards.markup import template

THEMES = {"default": "plain", "success": "good", "warning": "fair", "danger": "bad"}
"""What the names of themes mean here; any other is shown as an accent."""


class ValueBox(UserComponent):
    """A value below its title, with what there is to say about it."""

    REALTIME_UPDATABLE = True

    def __init__(
        self,
        title: str | None = None,
        value: object = "",
        subtitle: str | None = None,
        theme: str | None = None,
        change_indicator: str | None = None,
    ) -> None:
        self._title = title
        self._value = value
        self._subtitle = subtitle
        self._theme = theme
        self._change = change_indicator

    def update(
        self,
        title: str | None = None,
        value: object = None,
        subtitle: str | None = None,
        theme: str | None = None,
        change_indicator: str | None = None,
    ) -> None:
        """Change what is given; the rest stays."""
        self._title = self._title if title is None else title
        self._value = self._value if value is None else value
        self._subtitle = self._subtitle if subtitle is None else subtitle
        self._theme = self._theme if theme is None else theme
        self._change = self._change if change_indicator is None else change_indicator

    def render(self) -> str:
        """Its HTML."""
        value = self._value
        shown = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
        if isinstance(value, float):
            shown = f"{value:,.6g}"
        return template(
            "value_box.html",
            title=self._title,
            value=shown,
            subtitle=self._subtitle,
            change=self._change,
            theme=THEMES.get(self._theme or "default", "accent"),
        )
