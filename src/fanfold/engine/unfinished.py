"""What a run has done that did not come to its end, for another one that does the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from fanfold.engine.adoption import facts_of_run
from fanfold.model.names import FanId
from fanfold.run.events import ItemsDone, SplitDone
from fanfold.store.cache_index import Kept
from fanfold.store.canonical import value_digest
from fanfold.store.disk import disk_errors
from fanfold.store.folder import RunFolder
from fanfold.store.items import ItemReader
from fanfold.store.kept_blocks import KeptBlock
from fanfold.store.ledger_reader import LedgerReader
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.packs import RECORD
from fanfold.store.records import decode
from fanfold.store.relink import link_or_copy
from fanfold.store.reused import kept_name, origin_of


class UnfinishedRun:
    """The results of one step of a run that has ended, by item. Where they are is found when they are first
    asked for.
    """

    def __init__(self, folder: RunFolder, step: str) -> None:
        self.folder = folder
        self.packs = Packs(folder.packs)
        self._step = step
        self._prefix = b""
        self._known: dict[bytes, Kept] | None = None

    def close(self) -> None:
        """Give the descriptors back."""
        self.packs.close()

    def find(self, prefix: bytes, items: Sequence[bytes], *, oldest_seconds: float) -> Mapping[bytes, Kept]:
        """The results of these items, if it ran them with the same code."""
        if self._known is None:
            self._known = self._read()
        if prefix != self._prefix:
            return {}
        known = self._known
        return {item: known[item] for item in items if item in known}

    def blocks(
        self, prefix: bytes, fan: int, first: int, stop: int, *, oldest_seconds: float
    ) -> Sequence[KeptBlock]:
        """None: it has no index of them."""
        return ()

    def lend_blocks(self, pack: str, folder: RunFolder) -> str:
        """It has none."""
        raise AssertionError(f"a block of {pack} was borrowed, and none was offered")

    def _read(self) -> dict[bytes, Kept]:
        with LedgerReader.open(self.folder.ledger) as reader:
            notes = json.loads(reader.meta("cache") or "{}").get(self._step)
            if notes is None:
                return {}
            self._prefix = bytes.fromhex(notes["prefix"])
            facts = facts_of_run(self.folder, reader)
        items: dict[FanId, Location] = {}
        found: dict[bytes, Kept] = {}
        for fact in facts:
            event = fact.event
            if isinstance(event, SplitDone) and event.fan is not None and fact.items is not None:
                items[event.fan] = fact.items
            elif isinstance(event, ItemsDone) and event.span.step == self._step and not event.caught:
                assert fact.location is not None
                span = event.span
                reader_ = ItemReader(self.packs, items[span.fan], copies=False)
                digests = list(map(value_digest, reader_.between(span.first, span.stop)))
                for index, kept in self._records(fact.location):
                    if span.first <= index < span.stop:
                        found[digests[index - span.first]] = kept
        return found

    def _records(self, location: Location) -> list[tuple[int, Kept]]:
        found = []
        for frame in self.packs[location.pack].frames(location.offset, location.stop):
            if frame.kind == RECORD and frame.payload is not None:
                record = decode(frame.payload)
                if record.step == self._step:
                    found.append((record.index, (location.pack, frame.offset, frame.length)))
        return found

    def forget(self, prefix: bytes, items: Sequence[bytes]) -> None:
        """These are damaged; they are not asked for again."""

    def run_of(self, pack: str) -> str:
        """All are of this run, or of one that it took blocks of, or of one that it carried on itself."""
        return origin_of(pack) or self.folder.run_id

    def name(self, holder: str, pack: str) -> str:
        """Its packs have their own names."""
        return pack

    def lend(self, pack: str, folder: RunFolder) -> str:
        """Make one of its packs part of another run's folder."""
        name = kept_name(self.folder.run_id, pack)
        target = folder.pack(name)
        if not target.exists():
            with disk_errors(folder.packs, "link a pack of an earlier run"):
                link_or_copy(self.folder.pack(pack), target)
        return name
