"""A run's folder, opened: what all client objects of one run share."""

from __future__ import annotations

import os
from collections import OrderedDict
from pathlib import Path

from fanfold.client.reading import Reading
from fanfold.client.script import Script
from fanfold.client.snapshot import Snapshot
from fanfold.client.values import RunItems, Values
from fanfold.model.names import FanId
from fanfold.model.status import RunStatus
from fanfold.store import lock, runjson
from fanfold.store.codec import Entry
from fanfold.store.folder import RunFolder
from fanfold.store.items import ItemReader
from fanfold.store.location import Location
from fanfold.store.masking import KEPT_AS, NO_VEIL, Veil, veil_of
from fanfold.store.packs import has_writer
from fanfold.store.records import FROM_FAN
from fanfold.store.rows import Found
from fanfold.store.runjson import RunRecord
from fanfold.store.scopes import Scope, add, scope_of

RUNS_KEPT_MAX = 16
SCOPES_KEPT_MAX = 256

KILLED = "killed"
"""The status of a run whose driver is gone without having said how it ended."""


class OpenRun:
    """One run, open for reading. Found by `open_run`."""

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        self.script = Script(folder)
        self.values = Values(folder, self.script)
        self.reading = Reading(self.values)
        self._ended: Snapshot | None = None
        self._constants: dict[str, Entry] | None = None
        self._veil: Veil | None = None
        self._scopes: OrderedDict[FanId, Scope] = OrderedDict()
        self._process = os.getpid()
        self._items: tuple[Location, RunItems] | None = None

    @property
    def home(self) -> Path:
        """The folder that holds the flows' folders."""
        return self.folder.path.parent.parent

    def record(self) -> RunRecord:
        """What run.json says now."""
        return runjson.read(self.folder)

    def status(self) -> str:
        """How it stands: "running", "succeeded", "failed", "interrupted", or "killed" where the driver is
        gone without a word.
        """
        status = self.record().status
        if status is RunStatus.RUNNING and not lock.is_running(self.folder):
            # It may have ended between the two looks.
            status = self.record().status
            return KILLED if status is RunStatus.RUNNING else status.value
        return status.value

    def look(self) -> Snapshot:
        """What is recorded now. Kept once the run has ended."""
        if self._ended is not None and self._process == os.getpid():
            return self._ended
        status = self.status()
        is_whole = status not in (RunStatus.RUNNING.value, KILLED)
        has_ended = is_whole or (status == KILLED and not self._is_written())
        snapshot = Snapshot(self.folder, self.values, has_ended=has_ended, is_whole=is_whole)
        if has_ended:
            self._ended, self._process = snapshot, os.getpid()
        return snapshot

    def _is_written(self) -> bool:
        """Whether a worker of a driver that was killed still writes its last record."""
        return any(map(has_writer, self.folder.packs.glob("*.pack")))

    def constants(self) -> dict[str, Entry]:
        """The entries of the parameters and class constants, by name."""
        if self._constants is None:
            location = self.look().constants()
            if location is None:  # it has only just begun
                return {}
            self._constants = self.values.record(location.pack, location.offset).entries
        return self._constants

    def veil(self) -> Veil:
        """What is not to be shown of it."""
        if self._veil is None:
            constants = self.constants()
            kept = constants.get(KEPT_AS)
            found = NO_VEIL if kept is None else veil_of({KEPT_AS: self.values.load(kept)})
            if not constants:  # it has only just begun
                return found
            self._veil = found
        return self._veil

    def key(self, found: Found, snapshot: Snapshot) -> str:
        """The name of a task's item; empty outside a foreach."""
        record = found.record
        if record.key is not None or not record.fan:
            return record.key or ""
        return self.key_at(FanId(record.fan), record.index, snapshot)

    def around(self, fan: FanId, snapshot: Snapshot) -> str:
        """The names of the items around those of a fan; empty where nothing is around it."""
        parent = snapshot.fan(fan).parent if fan else None
        if parent is None or not parent.fan:
            return ""
        above, key = self.around(parent.fan, snapshot), self.key_at(parent.fan, parent.index, snapshot)
        return f"{above}/{key}" if above else key

    def key_at(self, fan: FanId, index: int, snapshot: Snapshot) -> str:
        """The name of an item of a fan."""
        items = snapshot.fan(fan).items
        if items is None:
            return str(index)
        try:
            return ItemReader(self.values, items, copies=False).key(index)
        except (AttributeError, ImportError):  # its class is known to the flow's own process only
            return str(index)

    def items(self, fan: FanId, snapshot: Snapshot) -> RunItems | None:
        """The items of a fan; None for `num_parallel`, where the item is the index."""
        place = snapshot.fan(fan).items
        if place is None:
            return None
        if self._items is None or self._items[0] != place:
            self._items = (place, self.values.items(place))
        return self._items[1]

    def scope(self, found: Found, snapshot: Snapshot) -> Scope:
        """The entries of all that a task wrote or inherited, by name."""
        if found.record.parent == FROM_FAN:
            return add(self.fan_scope(FanId(found.record.fan), snapshot), found.record.entries)
        return scope_of(self.values, found.record, lambda fan: _place(FanId(fan), snapshot))

    def fan_scope(self, fan: FanId, snapshot: Snapshot) -> Scope:
        """What all items of a fan inherit."""
        scope = self._scopes.get(fan)
        if scope is None:
            place = _place(fan, snapshot)
            scope = {}
            if place is not None:
                record = self.values.record(place.pack, place.offset)
                scope = self.scope(Found(record, place.pack, place.offset), snapshot)
            self._scopes[fan] = scope
            if len(self._scopes) > SCOPES_KEPT_MAX:
                self._scopes.popitem(last=False)
        return scope


def _place(fan: FanId, snapshot: Snapshot) -> Location | None:
    """Where the record of the split that opened a fan lies."""
    return snapshot.fan(fan).record if fan else None


_kept: OrderedDict[Path, OpenRun] = OrderedDict()


def open_run(folder: RunFolder) -> OpenRun:
    """The run in this folder; the same object for the same folder, as long as few runs are looked at."""
    run = _kept.pop(folder.path, None) or OpenRun(folder)
    _kept[folder.path] = run
    if len(_kept) > RUNS_KEPT_MAX:
        _kept.popitem(last=False)
    return run
