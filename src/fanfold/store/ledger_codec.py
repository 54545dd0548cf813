"""Events as rows of the ledger, and back. Every event has one row, in one table; no field is lost."""

from __future__ import annotations

import json
from itertools import chain, product
from typing import assert_never, cast
from zlib import crc32

from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.model.status import Cause, Failure
from fanfold.run.events import (
    Event,
    FanStopped,
    ItemsCancelled,
    ItemsDone,
    Quiesced,
    RunStarted,
    SplitDone,
    StopRequested,
    TaskFailed,
    TimerFired,
)
from fanfold.store.ledger_entries import BlockRow, FanRow, LedgerEntry
from fanfold.store.location import Location
from fanfold.store.reused import is_reused

Value = int | float | str | None
Row = tuple[Value, ...]
_NOWHERE = (None, None, None)


def block_row(seq: int, event: ItemsDone, location: Location | None, chain: tuple[StepName, ...]) -> Row:
    """The row of `blocks` for these tasks."""
    fan, step, first, stop, turn = event.span
    assert event.reused == (location is not None and is_reused(location.pack)), "told by where records lie"
    joined = ",".join(chain) if chain else ""
    return (seq, fan, step, turn, first, stop, event.target, event.caught, joined, *(location or _NOWHERE))


def fan_row(seq: int, event: SplitDone, fan: FanId, location: Location | None, items: Location | None) -> Row:
    """The row of `fans` for a split that opened this fan."""
    parent_fan, step, index, turn = event.task
    return (
        fan, seq, parent_fan, step, index, turn, event.width, *(location or _NOWHERE), *(items or _NOWHERE)
    )  # fmt: skip


def failure_row(seq: int, event: TaskFailed, location: Location | None) -> Row:
    """The row of `failures` for an attempt that failed."""
    fan, step, index, turn = event.task
    failure = event.failure
    texts = (failure.type, failure.message, failure.where, failure.traceback)
    return (
        seq, fan, step, index, turn, event.attempt, failure.cause.value, *map(storable, texts),
        int(event.charged), *(location or _NOWHERE),
    )  # fmt: skip


def event_row(
    seq: int, event: RunStarted | FanStopped | ItemsCancelled | TimerFired | StopRequested | Quiesced
) -> Row:
    """The row of `events` for one of the rare ones."""
    body: dict[str, object]
    match event:
        case RunStarted() | Quiesced():
            body = {}
        case TimerFired(task) | FanStopped(task):
            body = {"task": task}
        case ItemsCancelled(span):
            body = {"span": span}
        case StopRequested(reason):
            body = {"reason": reason}
        case _:
            assert_never(event)
    return (seq, type(event).__name__, json.dumps(body, separators=(",", ":")))


def checksum(row: Row) -> int:
    """What is kept of a row to notice that it was changed. `ascii`, since it is the same in every Python."""
    return crc32(ascii(row).encode("ascii"))


def storable(text: str) -> str:
    """The text as UTF-8 can hold it. A user's message may have half a surrogate pair; it is shown escaped."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def block_of(row: Row) -> BlockRow:
    """A row of `blocks`."""
    _check(row, _BLOCK_KINDS)
    seq, fan, step, turn, first, stop, target, caught, chain, pack, offset, length = cast(_BlockValues, row)
    steps = cast(tuple[StepName, ...], tuple(chain.split(","))) if chain else ()
    location = None if pack is None else Location(pack, offset, length)
    return BlockRow(seq, Span(fan, step, first, stop, turn), target, caught, steps, location)


def block_entry(row: Row) -> LedgerEntry:
    """A row of `blocks` as an entry."""
    seq, span, target, caught, chain, location = block_of(row)
    reused = location is not None and is_reused(location.pack)
    return LedgerEntry(seq, ItemsDone(span, target, caught, reused), location, None, chain)


def fan_of(row: Row) -> FanRow:
    """A row of `fans`."""
    _check(row, _FAN_KINDS)
    fan, seq, parent_fan, step, index, turn, width, *record, pack, offset, length = cast(_FanValues, row)
    parent = Task(parent_fan, step, index, turn)
    return FanRow(fan, seq, parent, width, _location(*cast(_Where, record)), _location(pack, offset, length))


def fan_entry(row: Row) -> LedgerEntry:
    """A row of `fans` as an entry."""
    fan, seq, parent, width, record, items = fan_of(row)
    return LedgerEntry(seq, SplitDone(parent, width, fan), record, items)


def failure_entry(row: Row) -> LedgerEntry:
    """A row of `failures` as an entry."""
    _check(row, _FAILURE_KINDS)
    seq, fan, step, index, turn, attempt, cause, *texts, charged, pack, offset, length = cast(
        _FailureValues, row
    )
    event = TaskFailed(Task(fan, step, index, turn), attempt, Failure(Cause(cause), *texts), bool(charged))
    return LedgerEntry(seq, event, _location(pack, offset, length))


def event_entry(row: Row) -> LedgerEntry:
    """A row of `events` as an entry."""
    _check(row, _EVENT_KINDS)
    seq, kind, body = cast(tuple[int, str, str], row)
    return LedgerEntry(seq, _event(kind, json.loads(body)))


def _event(kind: str, body: dict[str, object]) -> Event:
    match kind, body:
        case "RunStarted", {}:
            return RunStarted()
        case "Quiesced", {}:
            return Quiesced()
        case "TimerFired", {"task": [int(fan), str(step), int(index), int(turn)]}:
            return TimerFired(Task(FanId(fan), StepName(step), index, turn))
        case "FanStopped", {"task": [int(fan), str(step), int(index), int(turn)]}:
            return FanStopped(Task(FanId(fan), StepName(step), index, turn))
        case "ItemsCancelled", {"span": [int(fan), str(step), int(first), int(stop), int(turn)]}:
            return ItemsCancelled(Span(FanId(fan), StepName(step), first, stop, turn))
        case "StopRequested", {"reason": str(reason)}:
            return StopRequested(reason)
        case _:
            raise ValueError(f"no event is called {kind!r} with {body}")


def _location(pack: str | None, offset: int | None, length: int | None) -> Location | None:
    return None if pack is None else Location(pack, cast(int, offset), cast(int, length))


# SQLite keeps a value of any type in any column, and damage may put it there. Each row's types are compared
# in one step with those that it may have: a call per value would cost more than all else.

_Where = tuple[str | None, int | None, int | None]
_Kinds = frozenset[tuple[type, ...]]
_BlockValues = tuple[
    int, FanId, StepName, int, int, int, StepName | None, int, str, str | None, int, int
]  # fmt: skip
_FanValues = tuple[
    FanId, int, FanId, StepName, int, int, int, str | None, int | None, int | None,
    str | None, int | None, int | None,
]  # fmt: skip
_FailureValues = tuple[
    int, FanId, StepName, int, int, int, str, str, str, str, str, int, str | None, int | None, int | None
]  # fmt: skip


def _kinds(columns: str, *, ends: int = 1) -> _Kinds:
    """The types of a row: `i` a number, `s` text, `?` text or nothing; then locations, or not."""
    letters = {"i": (int,), "s": (str,), "?": (str, type(None))}
    where: tuple[tuple[type, ...], ...] = ((str, int, int), (type(None),) * 3)
    fronts = product(*(letters[letter] for letter in columns))
    return frozenset(tuple(chain(front, *back)) for front in fronts for back in product(where, repeat=ends))


_BLOCK_KINDS = _kinds("iisiii?is")
_FAN_KINDS = _kinds("iiisiii", ends=2)
_FAILURE_KINDS = _kinds("iisiiisssssi")
_EVENT_KINDS = _kinds("iss", ends=0)


def _check(row: Row, kinds: _Kinds) -> None:
    if tuple(map(type, row)) not in kinds:
        raise ValueError(f"a row makes no sense: {row!r:.200}")
