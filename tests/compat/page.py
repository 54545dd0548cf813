"""The page that says what of Metaflow there is, made from `docs/compatibility.toml`.

`python -m tests.compat.page` writes it.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).resolve().parents[2] / "docs"
DATA = DOCS / "compatibility.toml"
PAGE = DOCS / "compatibility.md"
STATUSES = ("works", "accepted", "differs", "absent")

HEAD = """\
# What of Metaflow there is, name by name

- *works*: as there.
- *accepted*: taken as written, and nothing is done; a run says so once.
- *differs*: there, and does something else, on purpose ([why](differences.md)).
- *absent*: not there; using it says what to use instead.

A test goes through every line of this page.
"""


class Line(NamedTuple):
    """A name, and what there is of it."""

    group: str
    name: str
    status: str
    note: str


def lines() -> list[Line]:
    """All of them, in the order of the file."""
    return [
        Line(group, name, *_split(text))
        for group, told in _data().items()
        for name, text in told["lines"].items()
    ]


def page() -> str:
    """The page's text."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    counts = Counter(line.status for line in lines())
    yield HEAD
    yield "| " + " | ".join(STATUSES) + " | all |"
    yield "|--:" * (len(STATUSES) + 1) + "|"
    yield "| " + " | ".join(str(counts[status]) for status in STATUSES) + f" | {counts.total()} |"
    for group, told in _data().items():
        yield f"\n## {told['title']}\n"
        yield "| name | | |\n|---|---|---|"
        for line in lines():
            if line.group == group:
                yield f"| `{line.name}` | {line.status} | {line.note} |"


def _data() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def _split(text: str) -> tuple[str, str]:
    status, _, note = text.partition(": ")
    return status, note


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
