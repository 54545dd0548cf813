"""`Markdown`: text with headings, lists, tables, links and code. HTML in it is shown as it is written."""

from __future__ import annotations

from textwrap import dedent

from fanfold.cards.component import UserComponent
from fanfold.cards.markup import Markup


class Markdown(UserComponent):
    """Text in Markdown. What all of its lines are indented by is taken off."""

    REALTIME_UPDATABLE = True

    def __init__(self, text: object = None) -> None:
        self._text = _plain(text)

    def update(self, text: object = None) -> None:
        """Show another text."""
        self._text = _plain(text)

    def render(self) -> str:
        """Its HTML."""
        from fanfold.cards.markdown_parser import PARSER

        return Markup(f'<div class="text">{PARSER.render(self._text)}</div>')


def _plain(text: object) -> str:
    return "" if text is None else dedent(str(text)).strip("\n")
