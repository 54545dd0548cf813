"""Pieces of HTML. A `Markup` is HTML; whatever else is put into one is text, and escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

__all__ = ["Markup", "cut", "escape", "joined", "template"]


def joined(pieces: Iterable[object], *, between: str = "") -> Markup:
    """The pieces one behind the other."""
    return Markup(between).join(pieces)  # type: ignore[arg-type]  # texts among them are escaped


def template(name: str, **values: object) -> Markup:
    """A template of this package, filled in."""
    from fanfold.cards.environment import ENVIRONMENT

    return Markup(ENVIRONMENT.get_template(name).render(values))


def cut(text: str, chars_max: int) -> str:
    """The text, shortened in its middle if it is longer: what it begins and ends with says most."""
    if len(text) <= chars_max:
        return text
    head = chars_max * 2 // 3
    tail = chars_max - head
    return f"{text[:head]} … {len(text) - chars_max:,} more characters … {text[len(text) - tail :]}"
