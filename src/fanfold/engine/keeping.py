"""Keeping: what tasks with `@cache` gave goes into the flow's cache, a few thousand at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from pickle import loads
from typing import Any, Protocol

from fanfold.engine.facts import Fact
from fanfold.engine.whereabouts import Whereabouts
from fanfold.model.named import NamedTuple
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span
from fanfold.model.status import Status
from fanfold.run.events import ItemsDone
from fanfold.store.cache_index import Entry
from fanfold.store.codec import is_stored, packs_of
from fanfold.store.folder import RunFolder
from fanfold.store.kept_blocks import BlockMaker, KeptBlock
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.packs import RECORD

KEPT_AT_ONCE = 2000
"""After so many results they are put into the cache: in between the driver has workers to feed."""

_OK = int(Status.OK)


class Keeper(Protocol):
    """Where results are kept for later runs."""

    def take(self, folder: RunFolder, pack: str) -> str:
        """Keep a pack; gives its name there."""

    def add(
        self,
        step: str,
        entries: Mapping[bytes, Sequence[Entry]],
        blocks: Mapping[bytes, Sequence[KeptBlock]],
        *,
        with_values_in: set[str],
    ) -> None:
        """Keep results, by prefix, and blocks of them; values of them lie in these packs, too."""

    def close(self) -> None:
        """Give the descriptors back."""


class _Expected(NamedTuple):
    """The keys of neighbouring tasks that are being run."""

    first: int
    prefix: bytes
    items: Sequence[bytes]


class Keeping:
    """Remembers the keys of tasks that are being run, and keeps their results.

    Raises:
        StorageError: the cache cannot be written.
    """

    def __init__(self, folder: RunFolder, packs: Packs, whereabouts: Whereabouts, keeper: Keeper) -> None:
        self._folder = folder
        self._packs = packs
        self._whereabouts = whereabouts
        self._keeper = keeper
        self._expected: dict[tuple[FanId, StepName, int], list[_Expected]] = {}
        self._done: list[tuple[Span, Location]] = []
        self._waiting = 0

    def close(self) -> None:
        """Give the descriptors back."""
        self._keeper.close()

    def expect(self, span: Span, prefix: bytes, items: Sequence[bytes]) -> None:
        """These tasks are run, and have these keys."""
        row = self._expected.setdefault((span.fan, span.step, span.turn), [])
        row.append(_Expected(span.first, prefix, items))
        row.sort(key=_first)

    def take(self, facts: Sequence[Fact], *, at_once: bool) -> None:
        """Take in what is done, and now and then put it into the cache."""
        for fact in facts:
            event = fact.event
            if isinstance(event, ItemsDone) and not event.reused and fact.location is not None:
                span = event.span
                if (span.fan, span.step, span.turn) in self._expected:
                    self._done.append((span, fact.location))
                    self._waiting += span.width
        if self._waiting >= KEPT_AT_ONCE or (at_once and self._done):
            done, self._done, self._waiting = self._done, [], 0
            self._put(done)

    def _put(self, done: list[tuple[Span, Location]]) -> None:
        found: dict[StepName, dict[bytes, list[Entry]]] = {}
        gathered: dict[tuple[StepName, str], BlockMaker] = {}
        beside: set[str] = set()
        for span, location in done:
            pack = self._keeper.take(self._folder, location.pack)
            rows = self._expected[span.fan, span.step, span.turn]
            maker = gathered.get((span.step, pack))
            if maker is None:
                maker = gathered[span.step, pack] = BlockMaker(self._packs[location.pack], pack)
            for fields, offset, length in self._records(span, location):
                row = _expected(rows, fields[2])
                if row is None:
                    continue
                for entry in fields[11].values():
                    for other in packs_of(entry) - {location.pack} if is_stored(entry) else ():
                        beside.add(self._keeper.take(self._folder, other))
                item = row.items[fields[2] - row.first]
                made = Entry(item, (pack, offset, length), fields[6] + fields[7])
                found.setdefault(span.step, {}).setdefault(row.prefix, []).append(made)
                maker.add(row.prefix, item, fields, offset, length)
        for step, entries in found.items():
            blocks: dict[bytes, list[KeptBlock]] = {}
            for (of, _), maker in gathered.items():
                for prefix, block in maker.blocks() if of == step else ():
                    blocks.setdefault(prefix, []).append(block)
            self._keeper.add(step, entries, blocks, with_values_in=beside)
        for row_key in [key for key in self._expected if key[0] and self._whereabouts.place(key[0]) is None]:
            del self._expected[row_key]

    def _records(self, span: Span, location: Location) -> Iterator[tuple[tuple[Any, ...], int, int]]:
        """The records of those tasks of a span that succeeded: their fields, in the order of `Record`, and
        where their frames lie.
        """
        fan, step, first, stop, turn = span
        for frame in self._packs[location.pack].frames(location.offset, location.stop):
            if frame.kind == RECORD and frame.payload is not None:
                fields = loads(frame.payload)
                is_wanted = fields[0] == step and fields[1] == fan and fields[3] == turn
                if is_wanted and fields[5] == _OK and first <= fields[2] < stop:
                    yield fields, frame.offset, frame.length


def _expected(rows: list[_Expected], index: int) -> _Expected | None:
    number = bisect_right(rows, index, key=_first) - 1
    row = rows[number] if number >= 0 else None
    return row if row is not None and index < row.first + len(row.items) else None


def _first(row: _Expected) -> int:
    return row.first
