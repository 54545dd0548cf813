"""Large buffers are mapped, never copied.

Every buffer gets its own private mapping of just its pages (`MAP_PRIVATE`, `MAP_NORESERVE`: mapping a whole
40 GB pack is refused). Twenty tasks on one machine then share one copy of an array in the page cache, may
write to theirs, and pay only for the pages they touch. A buffer is checked against its stored digest at its
first map in each process, so that damage is an error and never a task's "new version".
"""

from __future__ import annotations

import mmap
from typing import NamedTuple

from fanfold.model.errors import DamageError
from fanfold.store.digests import digest
from fanfold.store.packs import PackReader

_NORESERVE = getattr(mmap, "MAP_NORESERVE", 0)


class Mapped(NamedTuple):
    """A buffer in memory: the mapping that owns it, where in it the buffer begins, and its length."""

    owner: mmap.mmap
    start: int
    length: int

    @property
    def view(self) -> memoryview:
        """The buffer, writable; what is written stays in this process."""
        return memoryview(self.owner)[self.start : self.start + self.length]


def map_buffer(pack: PackReader, offset: int, length: int) -> Mapped:
    """Map one buffer of a pack privately."""
    before = offset % mmap.ALLOCATIONGRANULARITY
    if pack.size() < offset + length:
        raise DamageError(f"{pack.path} ends before the buffer stored at byte {offset}.")
    owner = mmap.mmap(
        pack.descriptor,
        before + length,
        flags=mmap.MAP_PRIVATE | _NORESERVE,
        prot=mmap.PROT_READ | mmap.PROT_WRITE,
        offset=offset - before,
    )
    return Mapped(owner, before, length)


def check(mapped: Mapped, wanted: bytes, pack: PackReader, offset: int) -> None:
    """Refuse a buffer whose bytes are not those that were written."""
    if digest(mapped.view) != wanted:
        raise DamageError(f"The buffer at byte {offset} of {pack.path} is damaged.")
