"""Artifacts of all tasks of a step at once: one as a column, or some as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from pickle import loads
from typing import Any

from fanfold.client.opened import OpenRun
from fanfold.client.pathspec import missing as not_found
from fanfold.client.reading import payloads
from fanfold.client.row import Row
from fanfold.client.snapshot import Snapshot
from fanfold.model.names import FanId, StepName, task_id
from fanfold.model.status import Status
from fanfold.store.codec import DELETED, Entry
from fanfold.store.location import Location
from fanfold.store.records import FROM_FAN, FROM_NOTHING, Parent
from fanfold.store.rows import Found

STATUS_WORDS = {Status.OK: "ok", Status.CAUGHT: "caught", Status.FAILED: "failed"}
FACTS = ("task", "key", "index", "status", "attempt", "started", "seconds")
"""What a row says of each task. An artifact of one of these names takes its place only if it is asked for."""

_SCALARS = frozenset([bool, int, float, str, type(None)])
ABSENT: Any = object()
"""Stands where a task has no artifact of a name."""


def column(run: OpenRun, snapshot: Snapshot, step: StepName, name: str, missing: Any) -> list[Any]:
    """One artifact of all tasks, in the order of their places.

    Raises:
        NotFoundError: there are tasks, and none has it.
    """
    rows = snapshot.rows(step)
    look_up = Lookup(run, snapshot)
    starts = list(accumulate((row.width for row in rows), initial=0))
    found: list[Any] = [ABSENT] * starts[-1]
    shared: dict[Location, list[tuple[Row, int]]] = {}
    for row, start in zip(rows, starts, strict=False):
        if row.location is None:
            continue
        if row.is_exact:
            found[start] = look_up.value(run.reading.row(step, row)[0], name)
        else:
            shared.setdefault(row.location, []).append((row, start))
    for location, here in shared.items():
        _fill(found, look_up, step, name, location, here)
    if found and all(value is ABSENT for value in found):
        known = run.scope(run.reading.row(step, rows[0])[0], snapshot)
        raise not_found("artifact", name, known, f"any task of {step}")
    return [missing if value is ABSENT else value for value in found]


def _fill(
    found: list[Any],
    look_up: Lookup,
    step: StepName,
    name: str,
    location: Location,
    here: list[tuple[Row, int]],
) -> None:
    """Put the values of the tasks whose records lie in one location where they belong.

    Each of a hundred thousand records comes by here: so its fields are taken by number, in the order of
    `Record`.
    """
    spans: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for row, start in here:
        spans.setdefault((row.fan, row.turn), []).append((row.first, row.stop, start - row.first))
    value_of = look_up.value_of
    for _, payload in payloads(look_up.run.values[location.pack], location.offset, location.stop):
        fields = loads(payload)
        if fields[0] != step or fields[5] == Status.FAILED:
            continue
        index = fields[2]
        for first, stop, shift in spans.get((fields[1], fields[3]), ()):
            if first <= index < stop:
                found[index + shift] = value_of(name, fields[11], fields[9], fields[1])


class Lookup:
    """Finds artifacts by name: among what a task wrote, what it inherited, and the run's constants."""

    def __init__(self, run: OpenRun, snapshot: Snapshot) -> None:
        self.run = run
        self._snapshot = snapshot
        self._of_fans: dict[tuple[int, str], Any] = {}

    def value(self, found: Found, name: str) -> Any:
        """The artifact of one task; `ABSENT` if it has none of that name."""
        record = found.record
        return self.value_of(name, record.entries, record.parent, record.fan)

    def value_of(self, name: str, entries: dict[str, Entry], parent: Parent, fan: int) -> Any:
        """The same, of a task that wrote `entries` and inherits from `parent`."""
        while name not in entries:
            if parent == FROM_FAN:
                return self._of_fan(fan, name)
            if parent == FROM_NOTHING:
                return self._constant(name)
            assert isinstance(parent, tuple)
            record = self.run.values.record(*parent)
            entries, parent, fan = record.entries, record.parent, record.fan
        entry = entries[name]
        if type(entry) is not tuple:
            return entry
        return self._constant(name) if entry == DELETED else self.run.values.load(entry)

    def _of_fan(self, fan: int, name: str) -> Any:
        """What all items of a fan inherit, loaded once."""
        value = self._of_fans.get((fan, name))
        if (fan, name) not in self._of_fans:
            scope = self.run.fan_scope(FanId(fan), self._snapshot)
            value = self.run.values.load(scope[name]) if name in scope else self._constant(name)
            self._of_fans[fan, name] = value
        return value

    def _constant(self, name: str) -> Any:
        constants = self.run.constants()
        return self.run.values.load(constants[name]) if name in constants else ABSENT


def table(
    run: OpenRun, snapshot: Snapshot, step: StepName, columns: Sequence[str] | None
) -> Iterator[dict[str, Any]]:
    """A dict for each task, in the order of their places."""
    look_up = Lookup(run, snapshot)
    for row in snapshot.rows(step):
        path = snapshot.path(row.fan)
        for found in run.reading.row(step, row):
            shown = _facts(found, path, run.key(found, snapshot))
            if columns is None:
                own = found.record.entries.items()
                yield shown | {name: entry for name, entry in own if _is_shown(name, entry)}
            else:
                yield shown | {name: _or_none(look_up.value(found, name)) for name in columns}


def _facts(found: Found, path: tuple[int, ...], key: str) -> dict[str, Any]:
    record = found.record
    return {
        "task": task_id((*path, record.index) if record.fan else (), turn=record.turn),
        "key": key,
        "index": record.index if record.fan else None,
        "status": STATUS_WORDS[Status(record.status)],
        "attempt": record.attempt,
        "started": record.started or None,
        "seconds": record.seconds,
    }


def _is_shown(name: str, entry: Entry) -> bool:
    return type(entry) in _SCALARS and name[0] != "_" and name not in FACTS


def _or_none(value: Any) -> Any:
    return None if value is ABSENT else value
