"""`@card(type="html")`: the page is an artifact of the task, `self.html`."""

from __future__ import annotations

from typing import Any

from fanfold.cards.card import MetaflowCard
from fanfold.cards.markup import Markup
from fanfold.cards.page import page


class HTMLCard(MetaflowCard):
    """The HTML that the task left in `self.html`, or in the artifact that the option `attribute` names."""

    type = "html"

    def render(self, task: Any) -> str:
        """The page."""
        name = str(self.options.get("attribute", "html"))
        if name in task.data:
            return str(getattr(task.data, name))
        told = Markup('<p class="problem">This task has no artifact <code>{}</code>.</p>').format(name)
        return page(task.pathspec, told)
