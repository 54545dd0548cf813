"""Kept blocks: records of neighbours that lie one behind the other in a pack, known by one digest.

A run whose tasks are the same, at the same places of a fan, under the same names, takes such a block over as
it lies there, without a look at its records: "add ten items, run ten" costs what it takes to know the items.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from zlib import crc32

from fanfold.model.named import NamedTuple
from fanfold.store.codec import is_stored
from fanfold.store.digests import digest
from fanfold.store.packs import PackReader
from fanfold.store.records import FROM_FAN, USUAL_FIELDS

WIDTH_MIN = 32
"""Fewer tasks are looked up one by one: each block is a row in the index, and in the ledger of who takes it.
"""


class KeptBlock(NamedTuple):
    """The records of the tasks `first` to `stop` - 1 of a fan.

    Attributes:
        digest: of what makes these tasks what they are, see `block_digest`.
        crc: the crc32 of the bytes where they lie.
        recorded: when the first of them to end did, in seconds since the epoch.
    """

    fan: int
    first: int
    stop: int
    digest: bytes
    pack: str
    offset: int
    length: int
    crc: int
    recorded: float


def block_digest(items: Sequence[bytes], names: Sequence[str | None]) -> bytes:
    """The digest of neighbours: the keys of each (16 bytes), and the names of their items."""
    return digest(b"".join(items), repr(names).encode("utf-8", "surrogatepass"))


def is_plain(fields: tuple[Any, ...]) -> bool:
    """Whether a record, given by its fields, can be taken over as it is: it inherits from its fan only,
    printed nothing, and all that it holds is in it.
    """
    if fields[8] is not None or fields[9] != FROM_FAN or len(fields) > USUAL_FIELDS:
        return False
    for entry in fields[11].values():  # noqa: SIM110 - a generator for `any` would cost as much as all else here
        if type(entry) is tuple and is_stored(entry):
            return False
    return True


class BlockMaker:
    """Finds the blocks among results of a step in one pack, which is called `name` where it is kept. Results
    are added in the order in which they lie there.
    """

    def __init__(self, pack: PackReader, name: str) -> None:
        self._pack = pack
        self._name = name
        self._made: list[tuple[bytes, KeptBlock]] = []
        self._of: tuple[bytes, int, int, int] | None = None
        self._items: list[bytes] = []
        self._names: list[str | None] = []
        self._offset = self._end = 0
        self._recorded = 0.0

    def add(self, prefix: bytes, item: bytes, fields: tuple[Any, ...], offset: int, length: int) -> None:
        """A result: its key, and the fields of its record and where that lies."""
        if not is_plain(fields) or fields[3]:
            self._close()
            return
        first = fields[2] - len(self._items)
        if self._of != (prefix, fields[1], first, offset):
            self._close()
            self._offset, self._recorded, first = offset, fields[6] + fields[7], fields[2]
        self._items.append(item)
        self._names.append(fields[12])
        self._recorded = min(self._recorded, fields[6] + fields[7])
        self._end = offset + length
        self._of = (prefix, fields[1], first, self._end)

    def blocks(self) -> Iterator[tuple[bytes, KeptBlock]]:
        """The blocks that there were, each with the prefix of its keys."""
        self._close()
        made, self._made = self._made, []
        return iter(made)

    def _close(self) -> None:
        if self._of is not None and len(self._items) >= WIDTH_MIN:
            prefix, fan, first, _ = self._of
            offset, length = self._offset, self._end - self._offset
            crc = crc32(self._pack.read(offset, length))
            name = block_digest(self._items, self._names)
            stop = first + len(self._items)
            block = KeptBlock(fan, first, stop, name, self._name, offset, length, crc, self._recorded)
            self._made.append((prefix, block))
        self._of, self._items, self._names = None, [], []
