"""Large buffers are mapped, never copied.

Buffers that lie together get one private mapping of just their pages (`MAP_PRIVATE`, `MAP_NORESERVE`: mapping
a whole 40 GB pack is refused). Twenty tasks on one machine then share one copy of an array in the page cache,
may write to theirs, and pay only for the pages they touch. A buffer is checked against its stored digest when
it is first mapped (see `checked.py`), so that damage is an error and never a task's "new version".

A mapping costs more than reading a few pages, and before Python 3.13 it holds a descriptor, of which a
process has few. So short rows of buffers are read, and so is everything while very many mappings live: a join
that keeps the arrays of ten thousand inputs must still be able to open a file.
"""

import mmap
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from weakref import WeakSet

from fanfold.model.errors import DamageError
from fanfold.model.named import NamedTuple
from fanfold.store.digests import digest
from fanfold.store.packs import PackReader

MAPPED_BYTES_MIN = 1 << 18
LIVE_MAX = 1 << 14 if sys.version_info >= (3, 13) else 200
"""Linux allows a process some 65,000 mappings, and common limits allow it 1,024 descriptors."""

_GAP_BYTES_MAX = 4096
_NORESERVE = getattr(mmap, "MAP_NORESERVE", 0)
_live: WeakSet[mmap.mmap] = WeakSet()


class Mapped(NamedTuple):
    """A buffer in memory: what owns it, where in it the buffer begins, and its length."""

    owner: mmap.mmap | bytearray
    start: int
    length: int

    @property
    def view(self) -> memoryview:
        """The buffer, writable; what is written stays in this process."""
        return memoryview(self.owner)[self.start : self.start + self.length]


def map_buffers(pack: PackReader, places: Sequence[tuple[int, int]]) -> list[Mapped]:
    """Map the buffers at these (offset, length) of a pack privately.

    One that is asked for twice comes twice: two arrays that were equal when they were stored are two arrays,
    and what is written to one is not in the other.
    """
    mapped: dict[int, Mapped] = {}
    for row in _rows(places):
        first, (last, length) = places[row[0]][0], places[row[-1]]
        stop = last + length
        owner, start = _region(pack, first, stop - first)
        for number in row:
            offset, length = places[number]
            mapped[number] = Mapped(owner, start + offset - first, length)
    return [mapped[number] for number in range(len(places))]


def _rows(places: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """The numbers of buffers that may share a mapping: neighbours in the pack, none of them twice."""
    layers: defaultdict[int, list[int]] = defaultdict(list)
    times: Counter[int] = Counter()
    for number in sorted(range(len(places)), key=lambda number: places[number][0]):
        offset = places[number][0]
        layers[times[offset]].append(number)
        times[offset] += 1
    for layer in layers.values():
        row = layer[:1]
        for number in layer[1:]:
            offset, length = places[row[-1]]
            if places[number][0] > offset + length + _GAP_BYTES_MAX:
                yield row
                row = []
            row.append(number)
        yield row


def _region(pack: PackReader, offset: int, length: int) -> tuple[mmap.mmap | bytearray, int]:
    """These bytes of a pack, privately, and where in what is given they begin."""
    if pack.size() < offset + length:
        raise DamageError(f"{pack.path} ends before the buffer stored at byte {offset}.")
    if length >= MAPPED_BYTES_MIN and len(_live) < LIVE_MAX:
        before = offset % mmap.ALLOCATIONGRANULARITY
        try:
            owner = _map(pack.descriptor, offset - before, before + length)
        except OSError:  # too many of them, by the system's count
            pass
        else:
            _live.add(owner)
            return owner, before
    return pack.read_into(offset, length), 0


def _map(descriptor: int, offset: int, length: int) -> mmap.mmap:
    flags, prot = mmap.MAP_PRIVATE | _NORESERVE, mmap.PROT_READ | mmap.PROT_WRITE
    if sys.version_info >= (3, 13):
        return mmap.mmap(descriptor, length, flags=flags, prot=prot, offset=offset, trackfd=False)
    return mmap.mmap(descriptor, length, flags=flags, prot=prot, offset=offset)


def check(mapped: Mapped, wanted: bytes, pack: PackReader, offset: int) -> None:
    """Refuse a buffer whose bytes are not those that were written."""
    if digest(mapped.view) != wanted:
        raise DamageError(f"The buffer at byte {offset} of {pack.path} is damaged.")
