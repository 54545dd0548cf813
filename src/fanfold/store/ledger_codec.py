"""Events as rows of the ledger, and back. Every event has one row, in one table; no field is lost."""

from __future__ import annotations

import json
from typing import assert_never

from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.model.status import Cause, Failure
from fanfold.run.events import (
    Event,
    ItemsDone,
    Quiesced,
    RunStarted,
    SplitDone,
    StopRequested,
    TaskFailed,
    TimerFired,
)
from fanfold.store.ledger_entries import Block, FanRow, LedgerEntry
from fanfold.store.location import Location

Value = int | float | str | None
Row = tuple[Value, ...]
_NOWHERE = (None, None, None)


def block_row(seq: int, event: ItemsDone, location: Location | None, chain: tuple[StepName, ...]) -> Row:
    """The row of `blocks` for these tasks."""
    fan, step, first, stop, turn = event.span
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


def event_row(seq: int, event: RunStarted | TimerFired | StopRequested | Quiesced) -> Row:
    """The row of `events` for one of the rare ones."""
    body: dict[str, object]
    match event:
        case RunStarted() | Quiesced():
            body = {}
        case TimerFired(task):
            body = {"task": task}
        case StopRequested(reason):
            body = {"reason": reason}
        case _:
            assert_never(event)
    return (seq, type(event).__name__, json.dumps(body, separators=(",", ":")))


def storable(text: str) -> str:
    """The text as UTF-8 can hold it. A user's message may have half a surrogate pair; it is shown escaped."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def block_of(row: Row) -> Block:
    """A row of `blocks`."""
    seq, fan, step, turn, first, stop, target, caught, chain, *where = row
    assert isinstance(chain, str)
    steps = tuple(StepName(name) for name in chain.split(",")) if chain else ()
    span = Span(FanId(_int(fan)), _step(step), _int(first), _int(stop), _int(turn))
    going = None if target is None else _step(target)
    return Block(_int(seq), span, going, _int(caught), steps, _location(where))


def fan_of(row: Row) -> FanRow:
    """A row of `fans`."""
    fan, seq, parent_fan, step, index, turn, width, *where = row
    parent = _task(parent_fan, step, index, turn)
    return FanRow(
        FanId(_int(fan)), _int(seq), parent, _int(width), _location(where[:3]), _location(where[3:])
    )


def block_entry(row: Row) -> LedgerEntry:
    """A row of `blocks` as an entry."""
    block = block_of(row)
    event = ItemsDone(block.span, block.target, block.caught)
    return LedgerEntry(block.seq, event, block.location, chain=block.chain)


def fan_entry(row: Row) -> LedgerEntry:
    """A row of `fans` as an entry."""
    fan = fan_of(row)
    return LedgerEntry(fan.seq, SplitDone(fan.parent, fan.width), fan.record, fan.items, fan.fan)


def failure_entry(row: Row) -> LedgerEntry:
    """A row of `failures` as an entry."""
    seq, fan, step, index, turn, attempt, cause, kind, message, raised_at, traceback, charged, *where = row
    failure = Failure(Cause(cause), _str(kind), _str(message), _str(raised_at), _str(traceback))
    event = TaskFailed(_task(fan, step, index, turn), _int(attempt), failure, bool(charged))
    return LedgerEntry(_int(seq), event, _location(where))


def event_entry(row: Row) -> LedgerEntry:
    """A row of `events` as an entry."""
    seq, kind, body = row
    return LedgerEntry(_int(seq), _event(_str(kind), json.loads(_str(body))))


def _event(kind: str, body: dict[str, object]) -> Event:
    match kind, body:
        case "RunStarted", {}:
            return RunStarted()
        case "Quiesced", {}:
            return Quiesced()
        case "TimerFired", {"task": [int(fan), str(step), int(index), int(turn)]}:
            return TimerFired(_task(fan, step, index, turn))
        case "StopRequested", {"reason": str(reason)}:
            return StopRequested(reason)
        case _:
            raise ValueError(f"no event is called {kind!r} with {body}")


def _task(fan: Value, step: Value, index: Value, turn: Value) -> Task:
    return Task(FanId(_int(fan)), _step(step), _int(index), _int(turn))


def _location(where: list[Value]) -> Location | None:
    pack, offset, length = where
    return None if pack is None else Location(_str(pack), _int(offset), _int(length))


# SQLite keeps whatever type was written, and damage may make anything of it: these tell the truth about a
# row.


def _int(value: Value) -> int:
    if type(value) is not int:
        raise ValueError(f"{value!r} stands where a whole number should")
    return value


def _str(value: Value) -> str:
    if type(value) is not str:
        raise ValueError(f"{value!r} stands where text should")
    return value


def _step(value: Value) -> StepName:
    return StepName(_str(value))
