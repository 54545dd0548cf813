"""Pages that lie as files in the run's folder: those of running tasks, and those made later by `card create`.

A file's name says whose page it is: step, task, number (of the card on the step, or `+` and a digest for one
made later), type and id.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote

from fanfold.store.folder import RunFolder

SUFFIX = ".html"
MADE_LATER = "+"


class LivePage(NamedTuple):
    """Whose page a file is."""

    step: str
    task: str
    number: str
    type: str
    id: str | None

    @property
    def file_name(self) -> str:
        """The name of its file."""
        return ",".join(quote(part or "", safe="") for part in self) + SUFFIX

    @property
    def is_of_running(self) -> bool:
        """Whether it was left by a task that runs, or was killed."""
        return not self.number.startswith(MADE_LATER)


def write(folder: RunFolder, page: LivePage, html: str) -> str:
    """Show a page to whoever looks: the old one or the new one, and nothing between. Gives the file's path.

    Raises:
        OSError: it cannot be written.
    """
    folder.cards.mkdir(mode=0o700, exist_ok=True)
    path = folder.cards / page.file_name
    beside = folder.cards / f".{os.getpid()}-{page.number}.new"
    # Not synced: it is of the moment, and a power cut ends the task anyway.
    beside.write_text(html, encoding="utf-8", errors="replace")
    os.replace(beside, path)
    return str(path)


def remove(folder: RunFolder, page: LivePage) -> None:
    """Show it no more."""
    (folder.cards / page.file_name).unlink(missing_ok=True)


def pages_of(folder: RunFolder) -> Iterator[LivePage]:
    """The pages that lie there, in the order of their names."""
    try:
        names = sorted(os.listdir(folder.cards))
    except FileNotFoundError:
        return
    for name in names:
        parts = name.removesuffix(SUFFIX).split(",")
        if name.endswith(SUFFIX) and not name.startswith(".") and len(parts) == 5:
            step, task, number, kind, id = map(unquote, parts)
            yield LivePage(step, task, number, kind, id or None)


def read(folder: RunFolder, page: LivePage) -> str | None:
    """The page; None if it is gone by now."""
    try:
        return (folder.cards / page.file_name).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
