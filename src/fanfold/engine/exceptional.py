"""Attempts that are more than a plain success, as they are read in a worker's pack.

A worker tells of what it does by counters alone: how many attempts it has recorded, and how many of them were
a failure, caught or not, a split, a switch's case, or what its foreach was to stop at (`cells.EXCEPTIONAL`).
Which these were, and what came of them, their records say. So a million items that all fail cost no message
each, and what a worker left that died is found in the same way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from fanfold.model.named import NamedTuple
from fanfold.model.names import StepName
from fanfold.model.status import Status
from fanfold.store.location import Location
from fanfold.store.packs import RECORD, PackReader
from fanfold.store.records import Record, decode


class Split(NamedTuple):
    """Attempt number `nth` was a split's, and opened so many items."""

    nth: int
    width: int
    items: Location | None
    record: Location


class Switched(NamedTuple):
    """Attempt number `nth` was a switch's, which took this case."""

    nth: int
    target: StepName
    record: Location


class Stopped(NamedTuple):
    """Attempt number `nth` came to what its foreach is to stop at."""

    nth: int
    record: Location


class Caught(NamedTuple):
    """`@catch` took over in the attempts from number `nth` on, `attempts` in a row of one chunk; where their
    records lie. `turn` is the last one's, of a loop.
    """

    nth: int
    record: Location
    attempts: int = 1
    turn: int = 0


class Failed(NamedTuple):
    """Attempt number `nth` failed; (cause, type, message, where, traceback) as its record says."""

    nth: int
    failure: tuple[str, str, str, str, str]
    record: Location


Exceptional = Split | Switched | Stopped | Caught | Failed


class Reading(NamedTuple):
    """What was read: how many attempts there are by then, where the last whole frame ended, and which of the
    attempts were exceptional.
    """

    attempts: int
    offset: int
    found: list[Exceptional]


def read(pack: PackReader, offset: int, stop: int, *, before: int) -> Reading:
    """What lies in these bytes of a pack, as far as it is whole. Its worker, which alone writes to it, had
    recorded `before` attempts by then.
    """
    attempts, found = before, list[Exceptional]()
    for kind, at, length, payload in pack.walk(offset, stop):
        if payload is None:
            break
        offset = at + length
        if kind == RECORD:
            attempts += 1
            one = exceptional(decode(payload), attempts, Location(pack.name, at, length))
            if one is not None:
                found.append(one)
    return Reading(attempts, offset, found)


def exceptional(record: Record, nth: int, location: Location) -> Exceptional | None:
    """What attempt number `nth` was, if its record says that it was more than a plain success."""
    if record.status == Status.FAILED:
        assert record.failure is not None
        return Failed(nth, record.failure, location)
    if record.status == Status.CAUGHT:
        return Caught(nth, location, 1, record.turn)
    if record.stops:
        return Stopped(nth, location)
    if record.split is not None:
        width, items = record.split
        return Split(nth, width, None if items is None else Location(*items), location)
    return None if record.target is None else Switched(nth, StepName(record.target), location)


def in_rows(found: Iterable[Exceptional], ends: Collection[int]) -> list[Exceptional]:
    """The same, caught ones that follow on each other as one row. None goes on behind one of the attempts
    `ends`, the last of their chunks, and what ends a loop at a later turn is a row of its own.
    """
    rows: list[Exceptional] = []
    for one in found:
        row = rows[-1] if rows else None
        if isinstance(one, Caught) and isinstance(row, Caught) and not one.turn and not row.turn:
            last = row.nth + row.attempts - 1
            if one.nth == last + 1 and last not in ends:
                place = Location(row.record.pack, row.record.offset, one.record.stop - row.record.offset)
                rows[-1] = Caught(row.nth, place, row.attempts + 1)
                continue
        rows.append(one)
    return rows
