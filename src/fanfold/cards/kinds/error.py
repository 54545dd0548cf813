"""The page of a card that could not be made: why, and what the step had put on it."""

from __future__ import annotations

from typing import Any

from fanfold.cards.card import MetaflowCard
from fanfold.cards.components.error import Error
from fanfold.cards.markup import Markup, template
from fanfold.cards.page import page


class ErrorCard(MetaflowCard):
    """Says what went wrong, as the option `error`, with the card of the type in the option `type`."""

    type = "error"
    ALLOW_USER_COMPONENTS = True
    RUNTIME_UPDATABLE = True

    def render(self, task: Any) -> str:
        """The page."""
        body = template(
            "failed.html",
            pathspec=task.pathspec,
            type=self.options.get("type", ""),
            error=Markup(Error(self.options.get("error", "")).render()),
            components=[Markup(component) for component in self.components],
        )
        return page(f"{task.pathspec}: no card", body)

    def render_runtime(self, task: Any, data: Any) -> str:
        """The same."""
        return self.render(task)
