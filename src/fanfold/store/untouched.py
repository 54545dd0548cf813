"""Whether a mapped buffer still is as it was stored, without reading it.

A page of a private mapping that is written to is copied by the kernel and is no page of the file any more.
Linux says of each page of a process which it is (`/proc/self/pagemap`, eight bytes a page), so that 200 MB
are looked over in some two milliseconds, where to digest them takes thirteen. Where that cannot be told, or a
page was written to, whoever asks has to read the bytes.
"""

import mmap
import os
import sys
from weakref import ref

from fanfold.model.named import NamedTuple
from fanfold.store.mapping import Mapped

_PRESENT, _SWAPPED, _OF_A_FILE = 0x80, 0x40, 0x20  # bits 63, 62 and 61 of a page's word
_AS_STORED = bytes(bits for bits in range(256) if bits & _OF_A_FILE or not bits & (_PRESENT | _SWAPPED))
"""The top bytes of words of pages that nobody wrote to: not there yet, or the file's."""


class Stored(NamedTuple):
    """A buffer that was mapped: its length, its digest, and the mapping, which must be the same still."""

    length: int
    digest: bytes
    owner: ref[mmap.mmap]


class Untouched:
    """Remembers where in this process which stored buffer was mapped."""

    def __init__(self) -> None:
        self._stored: dict[int, Stored] = {}

    def remember(self, mapped: Mapped, digest: bytes) -> None:
        """A buffer was mapped. It is forgotten with its mapping, whose addresses may be used for others."""
        if not isinstance(mapped.owner, mmap.mmap):
            return
        address = address_of(mapped.view)
        if address is not None:
            owner = ref(mapped.owner, lambda _: self._stored.pop(address, None))
            self._stored[address] = Stored(mapped.length, digest, owner)

    def digest_of(self, view: memoryview) -> bytes | None:
        """The digest of a buffer, if it is one that was mapped and nobody wrote to; else None."""
        if not self._stored:
            return None
        address = address_of(view)
        stored = None if address is None else self._stored.get(address)
        if address is None or stored is None or stored.length != view.nbytes or stored.owner() is None:
            return None
        return stored.digest if _is_as_stored(address, view.nbytes) else None


def address_of(view: memoryview) -> int | None:
    """Where a buffer lies; None if it cannot be told. NumPy tells that of read-only ones too; without it
    there are few large ones.
    """
    numpy = sys.modules.get("numpy")
    if numpy is None or not view.nbytes:
        return None
    address: int = numpy.frombuffer(view, "B").__array_interface__["data"][0]
    return address


def _is_as_stored(address: int, length: int) -> bool:
    first, last = address // mmap.PAGESIZE, (address + length - 1) // mmap.PAGESIZE
    try:
        pagemap = os.open("/proc/self/pagemap", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:  # not Linux
        return False
    try:
        words = os.pread(pagemap, 8 * (last - first + 1), 8 * first)
    except OSError:
        return False
    finally:
        os.close(pagemap)
    top = words[7::8] if sys.byteorder == "little" else words[::8]
    return len(top) == last - first + 1 and not top.translate(None, _AS_STORED)
