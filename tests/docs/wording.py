"""What a page says that a command prints, compared with what it printed.

A `…` within a line stands for anything, and a line of its own for any number of lines. What is another each
time is as good as any other of its kind, so that pages can show what people will see: times, dates, run ids,
bytes, numbers of workers. Lines about progress, blank lines and the width of gaps do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

ELISION = "…"
HOME = "~/flows"
"""The folder that a page's reader works in, as pages show it."""

FLEETING = re.compile(
    r"""
    \bmax\ +\S+\ \[[^]]*\]    # the slowest of a step's tasks
    | \b\d+(?:\.\d+)?\ ?(?:µs|ms|s|min|h)\b    # a time: 12ms, 1.5 s
    | \b\d{4}-\d\d-\d\d(?:\ \d\d:\d\d(?::\d\d)?)?    # a date, with or without a time of day
    | \b1[7-9]\d{8}\b    # a run id
    | \b[\d,]+\ bytes\b
    | \b\d+\ workers?\b | \b\d+%\ busy\b
    """,
    re.VERBOSE,
)


PROGRESS = re.compile(r" *\w+: [\d,]+ (?:tasks?|done)\b.*")
"""A line that a run prints from time to time: how many there are depends on the machine."""


MARKED = re.compile(r"[~^]+")
"""What a traceback puts under a line of code, each version of Python in its own way."""


def agrees(shown: str, printed: str) -> bool:
    """Whether `printed` is what the page has shown."""
    return re.fullmatch("".join(map(_pattern, _lines(shown))), _text(_lines(printed))) is not None


def _lines(text: str) -> list[str]:
    lasting = FLEETING.sub("~", text)
    squeezed = (" ".join(line.split()) for line in lasting.splitlines() if not PROGRESS.fullmatch(line))
    return [line for line in squeezed if line and not MARKED.fullmatch(line)]


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _pattern(line: str) -> str:
    if line == ELISION:
        return r"(?:.*\n)*?"
    return ".*?".join(map(re.escape, line.split(ELISION))) + r"\n"
