"""The page of a card while its task runs, as its type has it drawn."""

from __future__ import annotations

import json
from typing import Any, cast

from fanfold.cards.card import MetaflowCard

UPDATE = "metaflow_card_update"
"""A function that a page may define in a script of its own; it is called with what `refresh` gives."""


def runtime_page(card: MetaflowCard, task: Any, data: Any, tokens: dict[object, str], key: object) -> object:
    """The page; None where it is not to be drawn anew, since its type says that nothing of it has changed.
    `tokens` keeps, by `key`, what the type said last.
    """
    token = ""
    if card.RELOAD_POLICY == card.RELOAD_POLICY_ONCHANGE:
        token = str(card.reload_content_token(task, data))
        if tokens.get(key) == token:
            return None
        tokens[key] = token
    html = cast("object", card.render_runtime(task, data))  # what users return
    if not isinstance(html, str) or UPDATE not in html:
        return html
    told = json.dumps(card.refresh(task, data), default=str).replace("</", "<\\/")
    return f"{html.replace(card.RELOAD_POLICY_TOKEN, token)}\n<script>{UPDATE}({told})</script>\n"
