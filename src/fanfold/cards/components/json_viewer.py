"""`JSONViewer`: a tree of mappings and lists, of which branches can be closed."""

from __future__ import annotations

from fanfold.cards.component import UserComponent
from fanfold.cards.markup import template
from fanfold.cards.tree import tree


class JSONViewer(UserComponent):
    """Data as a tree. A text that holds JSON is read first."""

    REALTIME_UPDATABLE = True
    words = ("true", "false", "null")

    def __init__(
        self,
        data: object,
        collapsible: bool = True,
        max_height: str | None = None,
        show_copy_button: bool = True,
        title: str | None = None,
    ) -> None:
        self._title = title
        self._collapsible = collapsible
        self._max_height = max_height
        self._data = self._read(data)

    def update(self, data: object) -> None:
        """Show other data."""
        self._data = self._read(data)

    def _read(self, data: object) -> object:
        from json import JSONDecodeError, loads

        if not isinstance(data, str):
            return data
        try:
            return loads(data)
        except JSONDecodeError:
            return data

    def render(self) -> str:
        """Its HTML."""
        return template(
            "viewer.html",
            title=self._title,
            tree=tree(self._data, self.words, opens=self._collapsible),
            height=_length(self._max_height),
        )


def _length(height: str | None) -> str:
    """The height as CSS understands it; nothing else gets into the page."""
    import re

    return height if height and re.fullmatch(r"\d+(\.\d+)?(px|em|rem|vh)", height) else ""
