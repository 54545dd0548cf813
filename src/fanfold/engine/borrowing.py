"""Borrowing: records of an earlier run become records of this one.

The results stay as they were; whose they are, where they stand and what they inherit is written anew. Large
values are not copied: the pack that they lie in is linked into this run's folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pickle import UnpicklingError, dumps, loads
from typing import Any, Protocol
from zlib import crc32

from fanfold.engine.facts import Fact
from fanfold.model.errors import StorageError
from fanfold.model.limits import SCOPE_DEPTH_MAX
from fanfold.model.names import StepName
from fanfold.model.place import Span
from fanfold.model.status import Status
from fanfold.run.events import FanStopped, ItemsDone
from fanfold.store.cache_index import Kept
from fanfold.store.codec import Entry, Stored, is_stored, moved, packs_of
from fanfold.store.folder import RunFolder
from fanfold.store.kept_blocks import is_plain
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.logs import LogSlice, read
from fanfold.store.packs import FRAME, KIND_SHIFT, RECORD
from fanfold.store.records import FROM_FAN, FROM_NOTHING, CardEntry, Parent, encode
from fanfold.store.reused import ReusedPack
from fanfold.store.scopes import Scope, add

WINDOW_BYTES = 1 << 18
_OK = int(Status.OK)


class Lender(Protocol):
    """Whose results are borrowed: a cache, or one run."""

    packs: Packs
    folder: RunFolder

    def run_of(self, pack: str) -> str:
        """The id of the run whose pack this is."""

    def name(self, holder: str, pack: str) -> str:
        """What a pack is called here to which a record in the pack `holder` refers."""

    def lend(self, pack: str, folder: RunFolder) -> str:
        """Make a pack part of a run's folder; gives its name there."""


Hit = tuple[int, str | None, Kept, Parent, int]
"""A task whose result is known: its index, the name of its item, where its record lies, and where it inherits
from today and how deep that is. A plain tuple, since there may be a hundred thousand.
"""


class Borrower:
    """Writes the records of one run's reused tasks."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._pack: ReusedPack | None = None
        self._lent: dict[str, str] = {}

    def close(self) -> None:
        """Give the descriptors back."""
        if self._pack is not None:
            self._pack.close()

    def borrow(
        self, lender: Lender, span: Span, hits: Iterable[Hit], scopes: Mapping[int, Scope]
    ) -> tuple[list[Fact], list[Hit]]:
        """Record hits of a span, in order; gives the facts, and the hits of which nothing is left that is
        whole. `scopes` has what tasks inherit whose parents are too deep for one more.
        """
        pack = self._pack = self._pack or ReusedPack(self._folder)
        append, rows = pack.append, _Rows(span, pack.name)
        run_ids: dict[str, str] = {}
        damaged: list[Hit] = []
        stops: list[Fact] = []
        fan, step, turn = span.fan, span.step, span.turn
        hits = list(hits)
        for hit, fields in zip(hits, _Windows(lender.packs).records(hits), strict=True):
            index, key, kept, parent, _ = hit
            if fields is None:
                damaged.append(hit)
                continue
            try:
                if parent == FROM_FAN and is_plain(fields):
                    run_id = run_ids.get(kept[0]) or run_ids.setdefault(kept[0], lender.run_of(kept[0]))
                    payload = dumps((step, fan, index, turn, *fields[4:12], key, *_REST, run_id), 5)
                else:
                    payload = self._rewritten(lender, span, hit, fields, scopes.get(index))
            except (StorageError, UnpicklingError, ValueError, TypeError, IndexError, EOFError):
                damaged.append(hit)
                continue
            if len(fields) <= 13:
                rows.add(index, None, append(payload))
                continue
            rows.add(index, fields[13] or None, append(payload))
            if len(fields) > 19 and fields[19]:
                stops.append(Fact(FanStopped(span.task(index))))
        pack.flush()
        return [*rows.facts(), *stops], damaged

    def _rewritten(
        self, lender: Lender, span: Span, hit: Hit, fields: tuple[Any, ...], scope: Scope | None
    ) -> bytes:
        index, key, kept, parent, depth = hit
        entries: dict[str, Entry] = fields[11]
        if any(is_stored(entry) for entry in entries.values()):
            entries = {name: self._here(lender, kept[0], entry) for name, entry in entries.items()}
        if depth >= SCOPE_DEPTH_MAX and scope is not None:
            parent, depth, entries = FROM_NOTHING, 0, add(scope, entries)
        output = None if fields[8] is None else self._printed(lender, kept[0], fields[8])
        target = fields[13] if len(fields) > 13 else None
        cards = self._cards(lender, kept[0], fields[17]) if len(fields) > 17 and fields[17] else None
        ran = (fields[18] if len(fields) > 18 else None) or lender.run_of(kept[0])
        return encode((
            span.step, span.fan, index, span.turn, *fields[4:8], output, parent, depth, entries, key,
            target, None, None, None, cards, ran, fields[19] if len(fields) > 19 else None,
        ))  # fmt: skip

    def _cards(self, lender: Lender, holder: str, cards: tuple[CardEntry, ...]) -> tuple[object, ...]:
        return tuple((kind, name, self._here(lender, holder, page)) for kind, name, page in cards)

    def _here(self, lender: Lender, holder: str, entry: Entry) -> Entry:
        """The entry of a value as it is found from this run's folder, once all of it was found whole."""
        if not is_stored(entry):
            return entry
        stored: Stored = entry  # type: ignore[assignment]
        there = {pack: lender.name(holder, pack) for pack in packs_of(stored)}
        lender.packs.parts(moved(stored, there))
        for pack in there.values():
            if pack not in self._lent:
                self._lent[pack] = lender.lend(pack, self._folder)
        return moved(stored, {pack: self._lent[name] for pack, name in there.items()})

    def _printed(self, lender: Lender, pack: str, output: tuple[int, int, int, int]) -> tuple[int, ...]:
        assert self._pack is not None
        out = read(lender.folder, LogSlice(pack, "out", output[0], output[1]))
        err = read(lender.folder, LogSlice(pack, "err", output[2], output[3]))
        return self._pack.print(out, err)


_REST = (None, None, None, None, None)
"""The fields of a record between its key and `reused`, of most."""


class _Windows:
    """Reads records that lie near each other in a few packs, many at once."""

    def __init__(self, packs: Packs) -> None:
        self._packs = packs
        self._read: dict[str, tuple[int, int, bytes]] = {}

    def records(self, hits: Iterable[Hit]) -> Iterator[tuple[Any, ...] | None]:
        """The fields of the record of each hit; None where it is damaged, or no success."""
        unpack, header = FRAME.unpack_from, FRAME.size
        for _, _, (name, offset, length), _, _ in hits:
            base, stop, data = self._read.get(name, _NOTHING)
            try:
                if offset < base or offset + length > stop:
                    base, stop, data = self._window(name, offset, length)
                at = offset - base
                word, crc = unpack(data, at)
                payload = data[at + header : at + length]
                if word != _RECORD_WORD | length - header or crc32(payload) != crc:
                    yield None
                    continue
                fields = loads(payload)
                is_ok = fields[5] == _OK
            except (StorageError, UnpicklingError, ValueError, TypeError, IndexError, EOFError):
                yield None
                continue
            yield fields if is_ok else None

    def _window(self, name: str, offset: int, length: int) -> tuple[int, int, bytes]:
        pack = self._packs[name]
        data = pack.read(offset, max(length, min(WINDOW_BYTES, pack.size() - offset)))
        window = self._read[name] = (offset, offset + len(data), data)
        return window


_RECORD_WORD = RECORD << KIND_SHIFT
_NOTHING = (0, 0, b"")


class _Rows:
    """Puts neighbours together, which are one fact."""

    def __init__(self, span: Span, pack: str) -> None:
        self._span = span
        self._pack = pack
        self._rows: list[list[Any]] = []
        self._last: list[Any] = [-1, -1, None, 0, 0]

    def add(self, index: int, target: StepName | None, place: tuple[int, int]) -> None:
        """A task is recorded from here to there."""
        last = self._last
        if last[1] == index and last[2] == target:
            last[1], last[4] = index + 1, place[1]
        else:
            self._last = [index, index + 1, target, *place]
            self._rows.append(self._last)

    def facts(self) -> Iterator[Fact]:
        """The rows as facts."""
        for first, stop, target, offset, end in self._rows:
            span = self._span._replace(first=first, stop=stop)
            event = ItemsDone(span, target, 0, reused=True)
            yield Fact(event, Location(self._pack, offset, end - offset))
