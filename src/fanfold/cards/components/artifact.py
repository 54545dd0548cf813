"""`Artifact`: any object, shown as what it is: a table, a picture, a tree, or as Python prints it."""

from __future__ import annotations

from fanfold.cards.component import UserComponent
from fanfold.cards.markup import Markup
from fanfold.cards.preview import preview


class Artifact(UserComponent):
    """An object, with its name if it is given one.

    `compressed` is taken and has no effect: large values are shortened anyway.
    """

    REALTIME_UPDATABLE = True

    def __init__(self, artifact: object, name: str | None = None, compressed: bool = True) -> None:
        self._artifact = artifact
        self._name = name

    def update(self, artifact: object) -> None:
        """Show another object."""
        self._artifact = artifact

    def render(self) -> str:
        """Its HTML."""
        shown = preview(self._artifact)
        if self._name is None:
            return Markup('<div class="artifact">{}</div>').format(shown)
        return Markup('<div class="artifact"><span class="name">{}</span> {}</div>').format(self._name, shown)
