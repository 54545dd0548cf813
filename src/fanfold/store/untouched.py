"""How a mapped buffer differs from what was stored, without reading it.

A page of a private mapping that is written to is copied by the kernel and is no page of the file any more.
Linux says of each page of a process which it is (`/proc/self/pagemap`, eight bytes a page), so that 200 MB
are looked over in some two milliseconds, where to digest them takes thirteen. Only the pages that were
written to are compared with the file. Where that cannot be told, or there are too many of them, whoever asks
has to read the bytes.
"""

from __future__ import annotations

import mmap
import os
import sys
from collections.abc import Iterator
from weakref import ref

from fanfold.model.named import NamedTuple
from fanfold.store.codec import Changed, Runs
from fanfold.store.digests import digest
from fanfold.store.mapping import Mapped
from fanfold.store.packs import PackReader

CHANGED_SHARE_MAX = 0.25
"""Of a buffer of which more was written to, all is stored: it would be put together by each who reads it."""

_PRESENT, _SWAPPED, _OF_A_FILE = 0x80, 0x40, 0x20  # bits 63, 62 and 61 of a page's word
_AS_STORED = bytes(bits for bits in range(256) if bits & _OF_A_FILE or not bits & (_PRESENT | _SWAPPED))
"""The top bytes of words of pages that nobody wrote to: not there yet, or the file's."""
_TOUCHED = bytes(bits not in _AS_STORED for bits in range(256))


class Origin(NamedTuple):
    """What was mapped: a buffer that lies whole in a pack. The mapping must be the same still."""

    pack: PackReader
    offset: int
    length: int
    digest: bytes
    owner: ref[mmap.mmap]


class Untouched:
    """Remembers where in this process which stored buffer was mapped."""

    def __init__(self) -> None:
        self._origins: dict[int, Origin] = {}

    def remember(self, mapped: Mapped, pack: PackReader, offset: int, digest: bytes) -> None:
        """A buffer that lies whole in a pack was mapped. It is forgotten with its mapping, whose addresses
        may be used for others.
        """
        if not isinstance(mapped.owner, mmap.mmap):
            return
        address = address_of(mapped.view)
        if address is not None:
            owner = ref(mapped.owner, lambda _: self._origins.pop(address, None))
            self._origins[address] = Origin(pack, offset, mapped.length, digest, owner)

    def digest_of(self, view: memoryview) -> bytes | None:
        """The digest that a buffer was or would be stored with, if it is one that was mapped and not much of
        it was written to; else None.
        """
        changed = self.changes_of(view)
        return None if changed is None else changed.digest

    def changes_of(self, view: memoryview) -> Changed | None:
        """How a buffer differs from what was mapped; None if it was not, or differs in too much."""
        if not self._origins:
            return None
        address = address_of(view)
        origin = None if address is None else self._origins.get(address)
        if address is None or origin is None or origin.length != view.nbytes or origin.owner() is None:
            return None
        touched = _touched(address, view.nbytes)
        if touched is None or sum(stop - first for first, stop in touched) > CHANGED_SHARE_MAX * view.nbytes:
            return None
        runs = tuple(_differing(view, origin, touched))
        parts = [view[first:stop] for first, stop in runs]
        base = (origin.pack.name, origin.offset, origin.digest, runs)
        return Changed(base, parts, digest_of_changed(origin.digest, runs, parts))


def digest_of_changed(base: bytes, runs: Runs, parts: list[memoryview]) -> bytes:
    """The digest of a buffer that differs from one with the digest `base` in these parts."""
    return digest(base, repr(runs).encode(), *parts) if runs else base


def address_of(view: memoryview) -> int | None:
    """Where a buffer lies; None if it cannot be told. NumPy tells that of read-only ones too; without it
    there are few large ones.
    """
    numpy = sys.modules.get("numpy")
    if numpy is None or not view.nbytes:
        return None
    address: int = numpy.frombuffer(view, "B").__array_interface__["data"][0]
    return address


def _touched(address: int, length: int) -> list[tuple[int, int]] | None:
    """The parts of a buffer whose pages were written to, in order; None where that cannot be told."""
    page = mmap.PAGESIZE
    first, last = address // page, (address + length - 1) // page
    try:
        pagemap = os.open("/proc/self/pagemap", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:  # not Linux
        return None
    try:
        words = os.pread(pagemap, 8 * (last - first + 1), 8 * first)
    except OSError:
        return None
    finally:
        os.close(pagemap)
    marks = (words[7::8] if sys.byteorder == "little" else words[::8]).translate(_TOUCHED)
    if len(marks) != last - first + 1:
        return None
    found = []
    begin = marks.find(1)
    while begin >= 0:
        end = marks.find(0, begin)
        end = len(marks) if end < 0 else end
        low, high = (first + begin) * page - address, (first + end) * page - address
        found.append((max(low, 0), min(high, length)))
        begin = marks.find(1, end)
    return found


def _differing(view: memoryview, origin: Origin, touched: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What of these parts is not as it is in the pack, page by page; neighbours are put together."""
    begun: tuple[int, int] | None = None
    for low, high in touched:
        before = origin.pack.read(origin.offset + low, high - low)
        for first in range(low, high, mmap.PAGESIZE):
            stop = min(first + mmap.PAGESIZE, high)
            if bytes(view[first:stop]) == before[first - low : stop - low]:  # views are compared byte by byte
                continue
            if begun is not None and begun[1] == first:
                begun = (begun[0], stop)
                continue
            if begun is not None:
                yield begun
            begun = (first, stop)
    if begun is not None:
        yield begun
