"""Rows: the records of one fan's tasks at one step, found by index through the blocks that the ledger lists.

A block says that the records of the successes `first` to `stop` lie in a byte range of a pack; other tasks'
records (the other links of a chain, failed attempts) may lie between them, and other blocks in the same
range: the driver sees that a worker is further, not where in its pack each row of neighbours ended. Where
items go different ways through a switch, or each has branches of its own, thousands of short blocks share a
few ranges. So ranges are what is read, each once, and records are then found by their task.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain

from fanfold.model.errors import DamageError
from fanfold.model.named import NamedTuple
from fanfold.model.status import Status
from fanfold.store.loading import Packs
from fanfold.store.packs import RECORD
from fanfold.store.records import OPENING_AT, Record, decode, opening

KEPT_BYTES_MAX = 1 << 23
DENSE_ROWS_MIN = 4
DENSE_BYTES_MAX = 1 << 10
FAILED = int(Status.FAILED)

Range = tuple[str, int, int]
"""(pack, offset, length)."""


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


class Region:
    """The records of one byte range, failed attempts left out. `damage` says which could not be read."""

    def __init__(self, packs: Packs, place: Range) -> None:
        name, offset, length = place
        self._rows: dict[tuple[int, str], dict[int, Found]] = {}
        self._other_turns: dict[tuple[int, str, int, int], Found] = {}
        self.damage = ""
        pack, new = packs[name], tuple.__new__
        row: dict[int, Found] = {}
        of = (0, "")
        for kind, at, _, payload in pack.walk(offset, offset + length):
            if kind != RECORD:
                continue
            if payload is None:  # perhaps of a record that nobody asks for
                self.damage = f"The record at byte {at} of {pack.path} is damaged."
                continue
            record = decode(payload)
            step, fan, index, _, _, status = record[:6]
            if status == FAILED:
                continue
            if of != (fan, step):
                of = (fan, step)
                row = self._rows.setdefault(of, {})
            if index in row:
                self._other_turns[fan, step, index, row[index].record.turn] = row[index]
            row[index] = new(Found, (record, name, at))

    def row(self, fan: int, step: str) -> dict[int, Found]:
        """The records of a fan's tasks at a step, each of its last turn here, by index."""
        return self._rows.get((fan, step), _NO_ROW)

    def find(self, fan: int, step: str, index: int, turn: int | None) -> Found | None:
        """The record of a task; of its last turn here if `turn` is None."""
        found = self.row(fan, step).get(index)
        if found is not None and turn is not None and found.record.turn != turn:
            return self._other_turns.get((fan, step, index, turn))
        return found


_NO_ROW: dict[int, Found] = {}


class Regions:
    """The regions that were read last."""

    def __init__(self, packs: Packs) -> None:
        self._packs = packs
        self._kept: OrderedDict[Range, Region] = OrderedDict()
        self._bytes = 0

    def __getitem__(self, place: Range) -> Region:
        region = self._kept.get(place)
        if region is not None:
            self._kept.move_to_end(place)
            return region
        region = self._kept[place] = Region(self._packs, place)
        self._bytes += place[2]
        while self._bytes > KEPT_BYTES_MAX and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[0][2]
        return region


def _is_dense(block: Block) -> bool:
    """Whether its byte range holds hardly more than what belongs to it: to read it for this block alone is no
    waste.
    """
    rows = block.stop - block.first
    return rows >= DENSE_ROWS_MIN and block.length <= rows * DENSE_BYTES_MAX


class Rows:
    """The records of the tasks of `fan` at any of `steps` (the ways that lead to one join), by index.

    `blocks` must not overlap in their indexes. Costs one pass when read in ascending order.

    Attributes:
        came: the blocks in the order in which they were given.
    """

    def __init__(
        self,
        packs: Packs,
        fan: int,
        steps: Sequence[str],
        blocks: Sequence[Block],
        *,
        turn: int | None = None,
        regions: Regions | None = None,
    ) -> None:
        self._packs = packs
        self._regions = Regions(packs) if regions is None else regions
        self._fan = fan
        self._steps = tuple(steps)
        self._turn = turn
        self._is_plain = turn is None and len(self._steps) == 1  # the usual join: nothing is to be chosen
        self.came = blocks
        self._blocks = sorted(blocks)
        self._firsts = [block.first for block in self._blocks]
        self._starts = list(accumulate((block.stop - block.first for block in self._blocks), initial=0))
        self.width = self._starts[-1]

    def __iter__(self) -> Iterator[Found]:
        return chain.from_iterable(map(self._of, self._blocks))

    def _of(self, block: Block) -> Iterator[Found]:
        if self._is_plain and _is_dense(block):
            return self._passing(block)
        return self.within(block, block.first, block.stop)

    def _passing(self, block: Block) -> Iterator[Found]:
        """The records of a block as they pass, as far as they lie in order. None is kept: thousands of living
        records cost Python's collector as much as it costs to read them. Others, such as the other links of a
        chain, are not decoded.
        """
        wanted, stop, name, offset, length = block
        fan, step, new = self._fan, self._steps[0], tuple.__new__
        beginning = opening(step, fan)
        for kind, at, _, payload in self._packs[name].walk(offset, offset + length):
            if kind != RECORD:
                continue
            if payload is None:
                break
            if not payload.startswith(beginning, OPENING_AT):
                continue
            record = decode(payload)
            if record[5] == FAILED:
                continue
            if (
                record[2] != wanted or record[3] or record[13] == step
            ):  # out of order, or one of several turns
                break
            yield new(Found, (record, name, at))
            wanted += 1
            if wanted == stop:
                return
        yield from self.within(block, wanted, stop)

    def start(self, index: int) -> Iterator[Found]:
        """The records from this index on, in order."""
        for number in range(max(0, bisect_right(self._firsts, index) - 1), len(self._blocks)):
            block = self._blocks[number]
            row = self._regions[block[2:]].row(self._fan, self._steps[0]) if self._is_plain else _NO_ROW
            for wanted in range(max(index, block.first), block.stop):
                yield row.get(wanted) or self._find(block, wanted)

    def within(self, block: Block, first: int, stop: int) -> Iterator[Found]:
        """The records of these indexes, which lie in a block of this step, listed or not."""
        row = self._regions[block[2:]].row(self._fan, self._steps[0]) if self._is_plain else _NO_ROW
        return (row.get(wanted) or self._find(block, wanted) for wanted in range(first, stop))

    def _find(self, block: Block, index: int) -> Found:
        region = self._regions[block[2:]]
        for step in self._steps:
            found = region.find(self._fan, step, index, self._turn)
            if found is not None:
                return found
        raise DamageError(
            region.damage
            or f"The record of item {index} of {'/'.join(sorted(self._steps))} is missing "
            f"from {self._packs[block.pack].path}."
        )

    def nth(self, number: int) -> Found:
        """The record of this number among those that there are: its index, where none is missing."""
        place = bisect_right(self._starts, number) - 1
        block = self._blocks[place]
        return self._find(block, block.first + number - self._starts[place])

    def __getitem__(self, index: int) -> Found:
        """The record of this index.

        Raises:
            KeyError: there is none.
        """
        number = bisect_right(self._firsts, index) - 1
        if number < 0 or index >= self._blocks[number].stop:
            raise KeyError(index)
        return self._find(self._blocks[number], index)
