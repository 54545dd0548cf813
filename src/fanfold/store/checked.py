"""Which buffers were compared with their digests already: once for all processes that are forked from the one
that made the table.

To digest 100 MB takes ten milliseconds or more, and a process may have one task only. What one process of a
run has checked, the others read from the same page cache.
"""

from __future__ import annotations

import mmap

_SLOTS = 1 << 14


class Checked:
    """A table in shared memory. A buffer whose slot was taken by another one is checked again.

    A word of eight bytes is stored whole or not at all, so processes need not wait for one another.
    """

    def __init__(self) -> None:
        self._words = memoryview(mmap.mmap(-1, 8 * _SLOTS)).cast("Q")

    def has(self, pack: str, offset: int, digest: bytes) -> bool:
        """Whether the buffer at this byte of a pack was found to be what was stored."""
        mark = _mark(pack, offset, digest)
        return self._words[mark % _SLOTS] == mark

    def add(self, pack: str, offset: int, digest: bytes) -> None:
        """It was."""
        mark = _mark(pack, offset, digest)
        self._words[mark % _SLOTS] = mark


def _mark(pack: str, offset: int, digest: bytes) -> int:
    from xxhash import xxh3_64_intdigest

    return xxh3_64_intdigest(b"%s %d %s" % (pack.encode(), offset, digest)) or 1
