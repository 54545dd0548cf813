"""What a page says that a command prints, compared with what it printed.

A `…` within a line stands for anything, and a line of its own for any number of lines. Blank lines and the
width of gaps do not count, so that a page may align its columns as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

ELISION = "…"


def agrees(shown: str, printed: str) -> bool:
    """Whether `printed` is what the page has shown."""
    return re.fullmatch("".join(map(_pattern, _lines(shown))), _text(_lines(printed))) is not None


def _lines(text: str) -> list[str]:
    squeezed = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in squeezed if line]


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _pattern(line: str) -> str:
    if line == ELISION:
        return r"(?:.*\n)*?"
    return ".*?".join(map(re.escape, line.split(ELISION))) + r"\n"
