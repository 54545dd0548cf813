"""Which attempts `@catch` took over.

A worker raises a counter of its own for them (`cells.CAUGHT`) and tells nothing else: of a million items that
all fail each would be a message. Where that counter has moved, the driver reads in the worker's pack which
attempts they were.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from fanfold.model.named import NamedTuple
from fanfold.model.status import Status
from fanfold.store.location import Location
from fanfold.store.packs import RECORD, PackReader
from fanfold.store.records import decode


class Caught(NamedTuple):
    """`@catch` took over in the attempts from number `nth` on, `attempts` in a row of one chunk; where their
    records lie.
    """

    nth: int
    record: Location
    attempts: int = 1


class One(NamedTuple):
    """An attempt that was caught: its number, where its record lies, and which turn of a loop it was."""

    nth: int
    record: Location
    turn: int = 0


def read(pack: PackReader, offset: int, stop: int, *, before: int) -> Iterator[One]:
    """Those whose records lie in these bytes of a pack. Its worker, which alone writes to it, had recorded
    `before` attempts by then.
    """
    nth = before
    for kind, at, length, payload in pack.walk(offset, stop):
        if kind != RECORD:
            continue
        nth += 1
        record = None if payload is None else decode(payload)
        if record is not None and record.status == Status.CAUGHT:
            yield One(nth, Location(pack.name, at, length), record.turn)


def in_rows(ones: Iterable[One], ends: Collection[int]) -> list[Caught]:
    """Them in rows, none of which goes on behind one of the attempts `ends`, the last of their chunks. What
    ends a loop at a later turn is a row of its own.
    """
    rows: list[Caught] = []
    last: One | None = None
    for one in ones:
        if last is None or last.nth + 1 != one.nth or last.turn or one.turn or last.nth in ends:
            rows.append(Caught(one.nth, one.record))
        else:
            row = rows[-1]
            length = one.record.stop - row.record.offset
            rows[-1] = Caught(row.nth, row.record._replace(length=length), row.attempts + 1)
        last = one
    return rows
