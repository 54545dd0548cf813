"""Pages that lie as files in the run's folder: those of running tasks, and those made later by `card create`.

A file's name says whose page it is: step, task, number, type and id. The number is that of the card on the
step; of a page made later it says of which record it was made, so that a resumed run, which has the records
of its origin and takes such pages along, shows none of a task that was run again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import quote, unquote

from fanfold.model.named import NamedTuple
from fanfold.store.digests import digest
from fanfold.store.folder import RunFolder
from fanfold.store.rows import Found

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


def number_made_later(found: Found, html: str) -> str:
    """What stands for the number on a page made of this record."""
    return f"{_made_of(found)}{digest(html.encode()).hex()[:8]}"


def is_made_of(page: LivePage, found: Found | None) -> bool:
    """Whether a page was made later, of this record."""
    return found is not None and page.number.startswith(_made_of(found))


def _made_of(found: Found) -> str:
    return f"{MADE_LATER}{found.pack}.{found.offset}."


def made_later(folder: RunFolder) -> list[str]:
    """The names of the files that hold pages made later."""
    return [page.file_name for page in pages_of(folder) if not page.is_of_running]


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
