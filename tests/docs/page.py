"""A page of the documentation as its code blocks, in order.

What is done with a block is told by its language, by the `title="…"` of its fence, and by an HTML comment on
the line before it, which readers do not see: `<!-- fragment -->`, `<!-- not run: why -->` and some more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

_MARK = re.compile(r"<!--\s*(.*?)\s*-->\s*", re.DOTALL)
_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Block:
    """A code block, and what is said about it."""

    page: Path
    line: int
    language: str
    title: str
    mark: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def pages() -> list[Path]:
    """Every page whose code is run. Those of lint rules show the flows of `tests/graph`, which tests them."""
    written = sorted(path for path in DOCS.rglob("*.md") if path.parent.name != "lint")
    return [ROOT / "README.md", *written]


def blocks_of(page: Path) -> list[Block]:
    """The code blocks of a page.

    Raises:
        ValueError: a fence stands where it would not be seen, such as inside an admonition.
    """
    tokens = MarkdownIt("commonmark").parse(page.read_text(encoding="utf-8"))
    return list(_blocks(page, tokens))


def _blocks(page: Path, tokens: list[Token]) -> Iterator[Block]:
    mark = ""
    for token in tokens:
        if token.type == "fence":
            yield _block(page, token, mark)
        elif token.type == "code_block" and "```" in token.content:
            raise ValueError(f"{page}:{_line(token)}: a fence that is indented is not seen as one")
        if token.nesting == 0:
            found = _MARK.fullmatch(token.content) if token.type == "html_block" else None
            mark = found[1] if found else ""


def _block(page: Path, token: Token, mark: str) -> Block:
    language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
    title = _TITLE.search(token.info)
    return Block(page, _line(token), language, title[1] if title else "", mark, token.content)


def _line(token: Token) -> int:
    assert token.map is not None
    return token.map[0] + 1
