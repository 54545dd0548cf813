"""A pack in a folder, to write to and to read back from."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fanfold.store import packs
from fanfold.store.codec import Entry, encode
from fanfold.store.items import ItemReader, ItemWriter
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.packs import PackWriter


class Packed:
    """One pack, written to by this process alone."""

    def __init__(self, folder: Path, stem: str = "3-1") -> None:
        self.folder = folder
        self.path = folder / f"{stem}.pack"
        self._descriptor = packs.create(folder, stem)
        self.writer = PackWriter(self._descriptor, stem)
        self.store = Packs(folder)

    def close(self) -> None:
        """Give the descriptors back."""
        self.store.close()
        os.close(self._descriptor)

    def stored(self, value: Any) -> Entry:
        """The entry of a value."""
        return encode(value, self.writer)

    def again(self, value: Any) -> Any:
        """The value as a later task gets it."""
        return self.store.load(self.stored(value))

    def take(self, iterable: Iterable[Any]) -> Location:
        """A split's items."""
        return ItemWriter(self.writer).write(iterable)[1]

    def items(self, location: Location, *, copies: bool = True) -> ItemReader:
        """A reader of a split's items."""
        return ItemReader(self.store, location, copies=copies)

    def size(self) -> int:
        """How long the file is."""
        return self.path.stat().st_size

    def spoil(self, offset: int) -> None:
        """Damage one byte."""
        with self.path.open("r+b") as file:
            file.seek(offset)
            byte = file.read(1)[0]
            file.seek(offset)
            file.write(bytes([byte ^ 0xFF]))
