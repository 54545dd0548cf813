"""Hiding secrets in a page: in its text and in what attributes say, never in tags, pictures or classes."""

from __future__ import annotations

import re

from markupsafe import escape

from fanfold.store.masking import MASK, Veil

_TAG = re.compile(r"(<[^<>]*>)")
_SHOWN_ATTRIBUTE = re.compile(r'(\b(?:alt|title|aria-label|value|href|content)=")(?!data:)([^"]*)(")')


def hidden(html: str, veil: Veil) -> str:
    """The page without what the run hides."""
    forms = {form for text in veil.texts for form in (text, str(escape(text)))}
    texts = sorted(forms, key=len, reverse=True)
    if not any(text in html for text in texts):
        return html
    pieces = _TAG.split(html)
    return "".join(
        _SHOWN_ATTRIBUTE.sub(lambda found: found[1] + _masked(found[2], texts) + found[3], piece)
        if number % 2
        else _masked(piece, texts)
        for number, piece in enumerate(pieces)
    )


def _masked(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, MASK)
    return text
