"""Filling the columns of a step's table, in one pass through its records.

Each of a hundred thousand records comes by here, so its fields are taken by number, in the order of `Record`,
and go right into the columns: no object is made for a task. Records lie where chunks left them, in packs and
ranges that rows share; so ranges are read one after the other, each once, and every record is put at the
place of its task.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, islice
from operator import lt
from pickle import loads
from typing import Any

from fanfold.client.columns import Table
from fanfold.client.inputs import Fields
from fanfold.client.opened import OpenRun
from fanfold.client.reading import payloads
from fanfold.client.row import Row
from fanfold.client.snapshot import Snapshot
from fanfold.client.table import ABSENT, STATUS_WORDS, Lookup
from fanfold.model.errors import DamageError
from fanfold.model.named import NamedTuple
from fanfold.model.names import StepName, task_id
from fanfold.model.status import Status
from fanfold.model.uncollected import Uncollected
from fanfold.store.location import Location
from fanfold.store.records import Record
from fanfold.store.reused import is_reused, origin_of

FACTS = ("task", "key", "index", "status", "attempts", "started", "seconds", "worker", "reused_from")
"""The columns that every table has. An artifact of one of these names comes only if it is asked for, and
then takes the column's place.
"""

_SCALARS = frozenset([bool, int, float, str, type(None)])
_NUMPY_SCALAR = b"\x8c\x06scalar\x94"


_Fields = tuple[Any, ...]
_REUSED = Record._fields.index("reused")


class _Part(NamedTuple):
    """A row of neighbouring tasks, and the place of the first in the columns."""

    row: Row
    start: int


def filled(run: OpenRun, snapshot: Snapshot, step: StepName, columns: Sequence[str] | None) -> Table:
    """The table of a step: its facts, and the named columns, each an artifact or a field of the items;
    without names all scalar ones.
    """
    rows = snapshot.rows(step)
    starts = accumulate((row.width for row in rows), initial=0)
    parts = [_Part(row, start) for row, start in zip(rows, starts, strict=False)]
    height = sum(row.width for row in rows)
    found = _Columns(run, snapshot, step, height, columns)
    located: dict[Location, list[_Part]] = {}
    for part in parts:
        found.place(part)
        if part.row.is_exact or part.row.location is None:
            found.one(part)
        else:
            located.setdefault(part.row.location, []).append(part)
    with Uncollected():
        for location, here in located.items():
            found.range(location, here)
    return Table(dict(found.all(Fields(run, snapshot, parts, height))), height)


class _Columns:
    """The columns while they are filled."""

    def __init__(
        self, run: OpenRun, snapshot: Snapshot, step: StepName, height: int, wanted: Sequence[str] | None
    ) -> None:
        self._run = run
        self._snapshot = snapshot
        self._step = step
        self._height = height
        self._wanted = wanted
        self._look_up = Lookup(run, snapshot)
        self._facts: dict[str, list[Any]] = {name: [None] * height for name in FACTS}
        self._artifacts: dict[str, list[Any]] = {name: self._empty() for name in wanted or ()}

    def _empty(self) -> list[Any]:
        return [ABSENT] * self._height

    def place(self, part: _Part) -> None:
        """Fill in what follows from where tasks are."""
        row, start = part
        stop = start + row.width
        if not row.fan:
            self._facts["task"][start:stop] = [task_id((), turn=row.turn)]
            return
        path = "".join(f"{index}." for index in self._snapshot.path(row.fan))
        turn = f"~{row.turn}" if row.turn else ""
        indexes = range(row.first, row.stop)
        self._facts["index"][start:stop] = indexes
        self._facts["task"][start:stop] = [f"{path}{index}{turn}" for index in indexes]

    def one(self, part: _Part) -> None:
        """Put in one task that has a record of its own, or none."""
        (found,) = self._run.reading.row(self._step, part.row)
        self._put([part.start], [tuple(found.record)], found.pack)
        self._facts["key"][part.start] = self._run.key(found, self._snapshot)

    def range(self, location: Location, here: list[_Part]) -> None:
        """Put in the tasks whose records lie in one range of a pack."""
        spans: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
        for row, start in here:
            spans.setdefault((row.fan, row.turn), []).append((row.first, row.stop, start - row.first))
        places: list[int] = []
        records: list[_Fields] = []
        step, failed = self._step, int(Status.FAILED)
        for _, payload in payloads(self._run.values[location.pack], location.offset, location.stop):
            fields = loads(payload)
            if fields[0] != step or fields[5] == failed:
                continue
            index = fields[2]
            for first, stop, shift in spans.get((fields[1], fields[3]), ()):
                if first <= index < stop:
                    places.append(index + shift)
                    records.append(fields)
        self._put(places, records, location.pack)

    def _put(self, places: list[int], records: list[_Fields], pack: str) -> None:
        """Put the fields of records at their places. Column by column: that takes a third of the time."""
        facts = self._facts
        _set(facts["key"], places, [fields[12] for fields in records])
        _set(facts["status"], places, [fields[5] for fields in records])
        _set(facts["attempts"], places, [fields[4] + 1 for fields in records])
        # A process that died left no times.
        _set(facts["started"], places, [fields[6] or None for fields in records])
        _set(facts["seconds"], places, [fields[7] if fields[6] else None for fields in records])
        if is_reused(pack):
            origin = origin_of(pack)
            reused_from = [origin] * len(places) if origin else [fields[_REUSED] for fields in records]
            _set(facts["reused_from"], places, reused_from)
        else:
            _set(facts["worker"], places, [pack or None] * len(places))
        if self._wanted is None:
            self._put_scalars(places, records)
            return
        for name in self._wanted:
            _set(self._artifacts[name], places, [self._value(name, fields) for fields in records])

    def _value(self, name: str, fields: _Fields) -> Any:
        value = fields[11].get(name, ())
        if type(value) in _SCALARS:
            return value
        return self._look_up.value_of(name, fields[11], fields[9], fields[1])

    def _put_scalars(self, places: list[int], records: list[_Fields]) -> None:
        for name in dict.fromkeys(chain.from_iterable(fields[11] for fields in records)):
            if name[0] == "_" or name in FACTS:
                continue
            values = [fields[11].get(name, ABSENT) for fields in records]
            if not set(map(type, values)) <= _SCALARS:
                values = list(map(self._scalar, values))
                if name not in self._artifacts and all(value is ABSENT for value in values):
                    continue
            if name not in self._artifacts:
                self._artifacts[name] = self._empty()
            _set(self._artifacts[name], places, values)

    def _scalar(self, entry: Any) -> Any:
        """The plain value of an entry, if it has one. NumPy's numbers are stored as pickles."""
        if type(entry) in _SCALARS:
            return entry
        if type(entry) is tuple and len(entry) == 1 and _NUMPY_SCALAR in entry[0][:64]:
            return self._run.values.load(entry)
        return ABSENT

    def all(self, fields: Fields) -> Iterator[tuple[str, list[Any]]]:
        """The columns, in the order of the table."""
        if None in self._facts["status"]:
            missing = self._facts["task"][self._facts["status"].index(None)]
            raise DamageError(
                f"The record of task {missing} of {self._step} is missing from the packs.",
                remedy="`fanfold verify RUN` names all that is damaged in a run.",
            )
        words = {int(status): word for status, word in STATUS_WORDS.items()}
        self._facts["status"] = [words[status] for status in self._facts["status"]]
        self._facts["key"] = [key or "" for key in self._facts["key"]]
        asked = {name: self._completed(name, found, fields) for name, found in self._artifacts.items()}
        yield from ((name, found) for name, found in self._facts.items() if name not in asked)
        if self._wanted is None:
            yield from fields.scalars((*FACTS, *asked))
        for name, found in asked.items():
            is_fact = name in self._facts and found.count(None) == len(found)  # no task has such an artifact
            yield name, self._facts[name] if is_fact else found

    def _completed(self, name: str, found: list[Any], fields: Fields) -> list[Any]:
        """The column, with the items' field of that name where tasks have no such artifact."""
        if self._wanted is not None and ABSENT in found:
            of_items = fields.named(name)
            if of_items is not None:
                return [
                    other if value is ABSENT else value for value, other in zip(found, of_items, strict=True)
                ]
        return [None if value is ABSENT else value for value in found]


def _set(column: list[Any], places: list[int], values: list[Any]) -> None:
    """Put values at their places, at once where these follow one another, as they mostly do."""
    if places and places[-1] - places[0] + 1 == len(places) and all(map(lt, places, islice(places, 1, None))):
        column[places[0] : places[-1] + 1] = values
        return
    for place, value in zip(places, values, strict=True):
        column[place] = value
