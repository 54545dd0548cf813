"""Copies of items, for tasks of one process that must not see what the others did to theirs.

What is small is copied. A large buffer that was mapped from the pack is mapped once more: that costs the
pages which a task writes to, and not the whole, so that a thousand items may refer to one array.
"""

import mmap
from collections.abc import Sequence
from functools import cached_property
from pickle import PickleBuffer, dumps, loads
from typing import Any

from fanfold.store.loading import Packs
from fanfold.store.packs import PackReader
from fanfold.store.untouched import address_of

Place = tuple[int, int, bytes]


class ItemCopies:
    """Gives copies of the items of one block, which nobody changes."""

    def __init__(self, packs: Packs, pack: PackReader, places: list[Place]) -> None:
        self._packs = packs
        self._pack = pack
        self.mapped = packs.map(pack, places)
        self._places = places

    @cached_property
    def _by_address(self) -> dict[tuple[int | None, int], Place]:
        """Where in the pack that lies which was mapped to an address. Short buffers are read, not mapped.
        Made when the items are there, since loading them imports what tells addresses.
        """
        return {
            (address_of(each.view), each.length): place
            for each, place in zip(self.mapped, self._places, strict=True)
            if isinstance(each.owner, mmap.mmap)
        }

    def of(self, item: Any) -> Any:
        """A copy that shares nothing with the item that can be changed."""
        buffers: list[PickleBuffer] = []
        data = dumps(item, 5, buffer_callback=buffers.append)
        return loads(data, buffers=self._again([each.raw() for each in buffers])) if buffers else loads(data)

    def _again(self, views: Sequence[memoryview]) -> list[memoryview | bytearray]:
        places = [self._by_address.get((address_of(view), view.nbytes)) for view in views]
        mapped = iter(self._packs.map(self._pack, [place for place in places if place is not None]))
        return [
            bytearray(view) if place is None else next(mapped).view
            for view, place in zip(views, places, strict=True)
        ]
