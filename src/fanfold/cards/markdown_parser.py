"""The parser of Markdown: CommonMark with tables, and HTML as text. Made at import, for the same reason as
the templates in `environment`.
"""

from __future__ import annotations

from typing import Any

from markdown_it import MarkdownIt

from fanfold.cards.markup import Markup

_HEADING_SHIFT = 1
"""The page's own heading is the one `h1`; those of texts on it begin below."""


def _shift_headings(state: Any) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + _HEADING_SHIFT)}"


def _image(renderer: Any, tokens: Any, number: int, options: Any, environment: Any) -> str:
    """A picture that is in the text itself; a link to one that would have to be fetched."""
    token = tokens[number]
    source = str(token.attrs.get("src", ""))
    alt = renderer.renderInlineAsText(token.children, options, environment) if token.children else ""
    if source.startswith("data:image/"):
        return Markup('<img src="{}" alt="{}">').format(source, alt)
    return Markup('<a href="{}">{}</a>').format(source, alt or source)


PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
PARSER.core.ruler.push("headings_below", _shift_headings)
PARSER.add_render_rule("image", _image)
