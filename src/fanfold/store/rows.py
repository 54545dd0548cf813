"""Rows: the records of one fan's tasks at one step, found by index through the blocks that the ledger lists.

A block says that the records of the successes `first` to `stop` lie in a byte range of a pack; other tasks'
records (the other links of a chain, failed attempts) may lie between them. Reading in order reads every
byte once.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fanfold.model.errors import DamageError
from fanfold.model.status import Status
from fanfold.store.loading import Packs
from fanfold.store.packs import RECORD
from fanfold.store.records import Record, decode


class Block(NamedTuple):
    """A contiguous row of successes, and where their records lie."""

    first: int
    stop: int
    pack: str
    offset: int
    length: int


class Found(NamedTuple):
    """A record and where it lies."""

    record: Record
    pack: str
    offset: int


class Rows:
    """The records of the tasks of `fan` at any of `steps` (the ways that lead to one join), by index.

    `blocks` must not overlap in their indexes. Costs one pass when read in ascending order.
    """

    def __init__(
        self,
        packs: Packs,
        fan: int,
        steps: Sequence[str],
        blocks: Sequence[Block],
        *,
        turn: int | None = None,
    ) -> None:
        self._packs = packs
        self._fan = fan
        self._steps = frozenset(steps)
        self._turn = turn
        self._blocks = sorted(blocks)
        self._firsts = [block.first for block in self._blocks]
        self._kept: list[Found] = []
        self._kept_first = 0
        self.width = sum(block.stop - block.first for block in self._blocks)

    def __iter__(self) -> Iterator[Found]:
        return self.start(0)

    def start(self, index: int) -> Iterator[Found]:
        """The records from this index on, in order."""
        number = max(0, bisect_right(self._firsts, index) - 1)
        for block in self._blocks[number:]:
            if block.stop > index:
                yield from self._read(block, max(index, block.first))

    def _read(self, block: Block, index: int) -> Iterator[Found]:
        fan, steps, turn = self._fan, self._steps, self._turn
        found: list[Found] = []
        pack = self._packs[block.pack]
        for frame in pack.frames(block.offset, block.offset + block.length):
            if frame.kind != RECORD:
                continue
            if frame.payload is None:
                raise DamageError(f"The record at byte {frame.offset} of {pack.path} is damaged.")
            record = decode(frame.payload)
            if (
                record.fan != fan
                or record.step not in steps
                or not index <= record.index < block.stop
                or record.status == Status.FAILED
            ):
                continue
            if turn is not None and record.turn != turn:
                continue
            if record.index == index:
                yield Found(record, block.pack, frame.offset)
                index += 1
                if index == block.stop:
                    return
            else:
                found.append(Found(record, block.pack, frame.offset))
        yield from self._late(block, index, found)

    def _late(self, block: Block, index: int, found: list[Found]) -> Iterator[Found]:
        """The rest of a block whose records do not lie in order, or the error that one is missing."""
        by_index = {each.record.index: each for each in found}
        for wanted in range(index, block.stop):
            if wanted not in by_index:
                raise DamageError(
                    f"The record of item {wanted} of {'/'.join(sorted(self._steps))} is missing "
                    f"from {self._packs[block.pack].path}."
                )
            yield by_index[wanted]

    def __getitem__(self, index: int) -> Found:
        """The record of this index. The block that it is in is kept, so that neighbours cost nothing, in
        either direction.

        Raises:
            KeyError: there is none.
        """
        if not 0 <= index - self._kept_first < len(self._kept):
            number = bisect_right(self._firsts, index) - 1
            if number < 0 or index >= self._blocks[number].stop:
                raise KeyError(index)
            block = self._blocks[number]
            self._kept, self._kept_first = list(self._read(block, block.first)), block.first
        return self._kept[index - self._kept_first]
