"""`PageComponent`: components below a heading of their own."""

from __future__ import annotations

from collections.abc import Iterable

from fanfold.cards.component import UserComponent, drawn_all
from fanfold.cards.markup import template


class PageComponent(UserComponent):
    """A part of a card: a title, a subtitle, and what stands below."""

    def __init__(
        self, title: str | None = None, subtitle: str | None = None, contents: Iterable[object] = ()
    ) -> None:
        self._title = title
        self._subtitle = subtitle
        self.contents = list(contents)

    def append(self, component: object) -> None:
        """Put something below."""
        self.contents.append(component)

    def render(self) -> str:
        """Its HTML."""
        return template(
            "part.html", title=self._title, subtitle=self._subtitle, contents=drawn_all(self.contents)
        )
