"""What a run has done that did not come to its end, for another one that does the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pickle import loads
from typing import Any

from fanfold.engine.adoption import facts_of_run
from fanfold.model.names import FanId
from fanfold.model.place import Span
from fanfold.model.status import Status
from fanfold.run.events import ItemsDone, SplitDone
from fanfold.store.cache_index import Kept
from fanfold.store.canonical import value_digest
from fanfold.store.disk import disk_errors
from fanfold.store.folder import RunFolder
from fanfold.store.items import ItemReader
from fanfold.store.kept_blocks import BlockMaker, KeptBlock
from fanfold.store.ledger_reader import LedgerReader
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.packs import RECORD
from fanfold.store.relink import link_or_copy
from fanfold.store.reused import kept_name, origin_of, reused_name

_OK = int(Status.OK)


class UnfinishedRun:
    """The results of one step of a run that has ended. Where they are is found when they are first asked for;
    no more is held in memory than is asked for, since there may be a million.
    """

    def __init__(self, folder: RunFolder, step: str) -> None:
        self.folder = folder
        self.packs = Packs(folder.packs)
        self._step = step
        self._prefix = b""
        self._readers: dict[FanId, ItemReader] = {}
        self._done: list[tuple[Span, Location]] | None = None
        self._damaged: set[tuple[str, int]] = set()

    def close(self) -> None:
        """Give the descriptors back."""
        self.packs.close()

    def blocks(
        self, prefix: bytes, fan: int, first: int, stop: int, *, oldest_seconds: float
    ) -> Sequence[KeptBlock]:
        """The blocks of the tasks of a fan between two indexes, if it ran them with the same code."""
        makers: dict[str, BlockMaker] = {}
        for span, location in self._spans(prefix):
            if span.fan != fan or span.first < first or span.stop > stop:
                continue
            maker = makers.get(location.pack)
            if maker is None:
                maker = makers[location.pack] = BlockMaker(self.packs[location.pack], location.pack)
            digests = self._digests(span)
            for fields, offset, length in self._records(span, location):
                maker.add(prefix, digests[fields[2] - span.first], fields, offset, length)
        return sorted((block for maker in makers.values() for _, block in maker.blocks()), key=_first)

    def find(self, prefix: bytes, items: Sequence[bytes], *, oldest_seconds: float) -> Mapping[bytes, Kept]:
        """The results of these items, if it ran them with the same code."""
        wanted = set(items)
        found: dict[bytes, Kept] = {}
        for span, location in self._spans(prefix):
            digests = self._digests(span)
            if wanted.isdisjoint(digests):
                continue
            for fields, offset, length in self._records(span, location):
                digest = digests[fields[2] - span.first]
                if digest in wanted:
                    found[digest] = (location.pack, offset, length)
        return found

    def _spans(self, prefix: bytes) -> list[tuple[Span, Location]]:
        """What it has done, and where the records lie; nothing if that is not what is asked for."""
        if self._done is None:
            self._done = self._read()
        return self._done if prefix == self._prefix else []

    def _read(self) -> list[tuple[Span, Location]]:
        with LedgerReader.open(self.folder.ledger) as reader:
            notes = json.loads(reader.meta("cache") or "{}").get(self._step)
            if notes is None:
                return []
            self._prefix = bytes.fromhex(notes["prefix"])
            facts = facts_of_run(self.folder, reader)
        done: list[tuple[Span, Location]] = []
        for fact in facts:
            event = fact.event
            if isinstance(event, SplitDone) and event.fan is not None and fact.items is not None:
                self._readers[event.fan] = ItemReader(self.packs, fact.items, copies=False)
            elif isinstance(event, ItemsDone) and event.span.step == self._step:
                assert fact.location is not None
                done.append((event.span, fact.location))
        done.sort(key=_place)  # each block of items is loaded once
        return done

    def _digests(self, span: Span) -> list[bytes]:
        return list(map(value_digest, self._readers[span.fan].between(span.first, span.stop)))

    def _records(self, span: Span, location: Location) -> Iterator[tuple[tuple[Any, ...], int, int]]:
        """The records of those tasks of a span that succeeded: their fields, in the order of `Record`, and
        where their frames lie.
        """
        fan, step, first, stop, _ = span
        for kind, offset, length, payload in self.packs[location.pack].walk(location.offset, location.stop):
            if kind != RECORD or payload is None:
                if payload is None:
                    self._damaged.add((location.pack, offset))
                continue
            fields = loads(payload)
            is_wanted = fields[0] == step and fields[1] == fan and first <= fields[2] < stop
            if is_wanted and fields[5] == _OK:
                yield fields, offset, length

    def damage(self) -> str:
        """What could not be read, in a sentence; empty if nothing was damaged."""
        count = len(self._damaged)
        records = "1 record" if count == 1 else f"{count:,} records"
        lost = (
            f"{records} of run {self.folder.run_id} cannot be read any more, and what is lost is run again."
        )
        return lost if count else ""

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
        return self._linked(pack, kept_name(self.folder.run_id, pack), folder)

    def lend_blocks(self, pack: str, folder: RunFolder) -> str:
        """Make one of its packs part of another run's folder that takes blocks of it over."""
        return self._linked(pack, reused_name(self.folder.run_id, pack), folder)

    def _linked(self, pack: str, name: str, folder: RunFolder) -> str:
        target = folder.pack(name)
        if not target.exists():
            with disk_errors(folder.packs, "link a pack of an earlier run"):
                link_or_copy(self.folder.pack(pack), target)
        return name


def _place(done: tuple[Span, Location]) -> tuple[int, int]:
    return done[0].fan, done[0].first


def _first(block: KeptBlock) -> int:
    return block.first
