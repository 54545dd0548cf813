"""Borrowing in blocks: neighbours whose records say the same in this run are taken over as they lie, in the
pack of the run that ran them, which is linked into this run's folder. Nothing is done for each.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from typing import Protocol
from zlib import crc32

from fanfold.engine.facts import Fact
from fanfold.engine.task_keys import SpanKeys
from fanfold.model.errors import StorageError
from fanfold.model.place import Span
from fanfold.run.events import ItemsDone
from fanfold.store.folder import RunFolder
from fanfold.store.kept_blocks import KeptBlock, block_digest
from fanfold.store.loading import Packs
from fanfold.store.location import Location


class BlockLender(Protocol):
    """Whose blocks are borrowed."""

    packs: Packs

    def blocks(
        self, prefix: bytes, fan: int, first: int, stop: int, *, oldest_seconds: float
    ) -> Sequence[KeptBlock]:
        """Those of the tasks of a fan between two indexes, in the order of their first, the best first."""

    def lend_blocks(self, pack: str, folder: RunFolder) -> str:
        """Make a pack part of a run's folder; gives its name there."""


class BlockBorrower:
    """Takes blocks over into one run's folder."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._lent: dict[str, str] = {}

    def borrow(
        self,
        lender: BlockLender,
        span: Span,
        keys: SpanKeys,
        names: Callable[[], Sequence[str | None]],
        left: Container[int],
        *,
        oldest_seconds: float,
    ) -> Iterator[Fact]:
        """The facts of the tasks of a span whose records lie in blocks that are whole, in order. Those that
        are not `left` are known from elsewhere.
        """
        rows: list[tuple[int, int, str, int, int]] = []
        for block in self._same(lender, span, keys, names, oldest_seconds):
            if not all(index in left for index in range(block.first, block.stop)):
                continue
            pack = self._lent.get(block.pack)
            if pack is None:
                pack = self._lent[block.pack] = lender.lend_blocks(block.pack, self._folder)
            end = block.offset + block.length
            if rows and rows[-1][1:3] == (block.first, pack) and rows[-1][4] == block.offset:
                first, _, _, offset, _ = rows.pop()
                rows.append((first, block.stop, pack, offset, end))
            else:
                rows.append((block.first, block.stop, pack, block.offset, end))
        for first, stop, pack, offset, end in rows:
            event = ItemsDone(span._replace(first=first, stop=stop), None, 0, reused=True)
            yield Fact(event, Location(pack, offset, end - offset))

    def _same(
        self,
        lender: BlockLender,
        span: Span,
        keys: SpanKeys,
        names: Callable[[], Sequence[str | None]],
        oldest_seconds: float,
    ) -> Iterator[KeptBlock]:
        """The blocks of just these tasks, none overlapping another."""
        free = first = span.first
        for block in lender.blocks(keys.prefix, span.fan, first, span.stop, oldest_seconds=oldest_seconds):
            low, high = block.first - first, block.stop - first
            if (
                block.first >= free
                and block_digest(keys.items[low:high], names()[low:high]) == block.digest
                and _is_whole(lender.packs, block)
            ):
                free = block.stop
                yield block


def _is_whole(packs: Packs, block: KeptBlock) -> bool:
    """Whether its bytes are as they were; where they are not, its tasks are looked up one by one."""
    try:
        return crc32(packs[block.pack].read(block.offset, block.length)) == block.crc
    except StorageError:
        return False
