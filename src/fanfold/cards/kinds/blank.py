"""`@card(type="blank")`: what the step puts on it, and nothing else."""

from __future__ import annotations

from typing import Any

from fanfold.cards.card import MetaflowCard
from fanfold.cards.markup import Markup, template
from fanfold.cards.page import page


class BlankCard(MetaflowCard):
    """Components only; the option `title` gives a heading."""

    type = "blank"
    ALLOW_USER_COMPONENTS = True
    RUNTIME_UPDATABLE = True

    def render(self, task: Any) -> str:
        """The page."""
        title = self.options.get("title")
        components = [Markup(component) for component in self.components]
        return page(str(title or task.pathspec), template("blank.html", title=title, components=components))

    def render_runtime(self, task: Any, data: Any) -> str:
        """The same, with what is there by now."""
        return self.render(task)
