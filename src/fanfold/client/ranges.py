"""Ranges of bytes in packs, in which the records of some rows lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fanfold.client.row import Row
from fanfold.model.named import NamedTuple


class Range(NamedTuple):
    """Bytes of one pack, and how many tasks of the rows have their records in them."""

    pack: str
    first: int
    stop: int
    tasks: int


def ranges_of(rows: Iterable[Row]) -> Iterator[Range]:
    """The ranges of these rows. None overlaps another: a chunk of items of several fans has a row for each
    fan, all with one location, and rows that were joined overlap in part.
    """
    located = [(row.location, row.stop - row.first) for row in rows if row.location is not None]
    located.sort()
    pack, first, stop, tasks = "", 0, 0, 0
    for (name, offset, length), width in located:
        if tasks and name == pack and offset < stop:
            stop, tasks = max(stop, offset + length), tasks + width
        else:
            if tasks:
                yield Range(pack, first, stop, tasks)
            pack, first, stop, tasks = name, offset, offset + length, width
    if tasks:
        yield Range(pack, first, stop, tasks)
