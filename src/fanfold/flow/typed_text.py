"""The source of what was typed into Python's own prompt, which keeps it nowhere before 3.13.

The prompt's history has the lines. Those that make up a statement are found by compiling: only the text whose
code is the very code in question will do, so that no other definition of the same name can be taken for it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import CodeType


def typed_text(code: CodeType) -> str:
    """The statement that this code is from; empty if it is not in the history."""
    for text in _statements():
        try:
            compiled = compile(text, "<stdin>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            continue
        if code in _within(compiled):
            return text
    return ""


def _statements() -> Iterator[str]:
    """The compound statements that were typed, the newest first."""
    lines = _history()
    end = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        if lines[number][:1].isspace():
            continue
        if number + 1 < end or lines[number].startswith("@"):
            yield "\n".join(lines[number:end]) + "\n"
        if not (number and lines[number - 1].startswith("@")):
            end = number


def _history() -> list[str]:
    readline = sys.modules.get("readline")
    if readline is None:
        return []
    count = readline.get_current_history_length()
    return [readline.get_history_item(number) or "" for number in range(1, count + 1)]


def _within(code: CodeType) -> Iterator[CodeType]:
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield part
            yield from _within(part)
