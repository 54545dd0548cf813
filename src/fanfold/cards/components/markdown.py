"""`Markdown`: text with headings, lists, tables, links and code. HTML in it is shown as it is written."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from fanfold.cards.component import UserComponent
from fanfold.cards.markup import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_HEADING_SHIFT = 1
"""The page's own heading is the one `h1`; those of texts on it begin below."""


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
        return Markup('<div class="text">{}</div>').format(Markup(_parser().render(self._text)))


def _plain(text: object) -> str:
    return "" if text is None else dedent(str(text)).strip("\n")


_made: list[MarkdownIt] = []


def _parser() -> MarkdownIt:
    if not _made:
        from markdown_it import MarkdownIt

        parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable([
            "table", "strikethrough"
        ])  # fmt: skip
        parser.core.ruler.push("headings_below", _shift_headings)
        parser.add_render_rule("image", _image)
        _made.append(parser)
    return _made[0]


def _shift_headings(state) -> None:  # type: ignore[no-untyped-def]  # markdown-it's own state
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + _HEADING_SHIFT)}"


def _image(renderer, tokens, number, options, environment):  # type: ignore[no-untyped-def]
    """A picture that is in the text itself; a link to one that would have to be fetched."""
    token = tokens[number]
    source = str(token.attrs.get("src", ""))
    alt = renderer.renderInlineAsText(token.children, options, environment) if token.children else ""
    if source.startswith("data:image/"):
        return Markup('<img src="{}" alt="{}">').format(source, alt)
    return Markup('<a href="{}">{}</a>').format(source, alt or source)
