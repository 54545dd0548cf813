"""How many columns a text takes on a screen, and how it is cut to fit.

Keys and messages are the user's own and may hold anything: a line end or an escape sequence among them would
move the cursor, so what cannot be printed is shown as Python writes it. Wide characters take two columns.
"""

from __future__ import annotations

import re


def visible(text: str) -> str:
    """The text with everything that is not a character to look at written as an escape."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


NAME_COLUMNS_MAX = 100
"""A key may be a whole text; what is longer than this is no name any more."""


def shown_name(name: str) -> str:
    """The name of a task, or its key, as it stands in a line."""
    return cut_middle(visible(name), NAME_COLUMNS_MAX)


def width(text: str) -> int:
    """The columns that a visible text takes."""
    if text.isascii() or re.fullmatch(_NARROW, text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def cut(text: str, columns: int, *, mark: str = "…") -> str:
    """The text, or as much of its beginning as fits."""
    if width(text) <= columns:
        return text
    return (_head(text, columns - len(mark)) + mark)[: max(columns, 0)]


def cut_middle(text: str, columns: int, *, mark: str = "…") -> str:
    """The text, or as much of its beginning and its end as fits: paths and ids differ in how they end."""
    if width(text) <= columns:
        return text
    room = columns - len(mark)
    if room < 2:
        return cut(text, columns, mark=mark)
    head = _head(text, room // 2)
    tail = _head(text[::-1], room - width(head))[::-1]
    return f"{head}{mark}{tail}"


_NARROW = "[ -~\u00a0-\u02ff…·─━└✔✘▸≥]*"
"""Characters known to take one column: letters of Latin alphabets, and our own marks. What there is beyond
them a library knows, which takes a while to load.
"""


def padded(text: str, columns: int) -> str:
    """The text with spaces behind it, up to this many columns."""
    return text + " " * (columns - width(text))


def _head(text: str, columns: int) -> str:
    """The longest beginning that takes no more columns."""
    if columns <= 0:
        return ""
    text = text[:columns]
    while width(text) > columns:
        text = text[:-1]
    return text
