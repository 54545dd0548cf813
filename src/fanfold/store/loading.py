"""Reading values back: the packs of a run by name, and entries turned into objects."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from pickle import loads
from typing import Any, cast

from fanfold.model.errors import DamageError, StorageError
from fanfold.store import records
from fanfold.store.codec import Entry, Stored, is_stored
from fanfold.store.digests import digest
from fanfold.store.mapping import Mapped, check, map_buffers
from fanfold.store.packs import PackReader
from fanfold.store.untouched import Untouched

_CHECKED_KEPT_MAX = 1 << 16


class Packs:
    """The packs of one run, opened when first needed. `packs.load(entry)` gives an artifact's value, a new
    object each time.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.untouched = Untouched()
        self._open: dict[str, PackReader] = {}
        self._checked: set[tuple[str, int]] = set()

    def __getitem__(self, name: str) -> PackReader:
        pack = self._open.get(name)
        if pack is None:
            try:
                pack = self._open[name] = PackReader(self.folder / f"{name}.pack")
            except FileNotFoundError:
                raise DamageError(f"The pack {name} of {self.folder.parent} is gone.") from None
            except OSError as error:
                raise StorageError(f"Cannot read {self.folder / name}.pack: {error.strerror}.") from error
        return pack

    def close(self) -> None:
        """Give all descriptors back."""
        while self._open:
            self._open.popitem()[1].close()

    def record(self, pack: str, offset: int) -> records.Record:
        """The record that begins at this byte of a pack."""
        return records.decode(self[pack].payload(offset))

    def load(self, entry: Entry) -> Any:
        """The value of an entry."""
        if type(entry) is not tuple:
            return entry
        if not is_stored(entry):
            return loads(cast("tuple[bytes]", entry)[0])
        data, buffers = self.parts(cast("Stored", entry))
        return loads(data, buffers=[mapped.view for mapped in buffers])

    def is_as_stored(self, entry: Entry, value: Any) -> bool:
        """Whether it is known, without looking closely, that nobody changed a value that was loaded."""
        return False

    def parts(self, entry: Stored) -> tuple[bytes, list[Mapped]]:
        """The pickle of a stored entry, checked, and its buffers, mapped anew."""
        name, offset, length, wanted, _, buffers = entry
        pack = self[name]
        data = pack.read(offset, length)
        if digest(data) != wanted:
            raise DamageError(f"The value at byte {offset} of {pack.path} is damaged.")
        return data, self.map(pack, buffers)

    def map(self, pack: PackReader, buffers: Sequence[tuple[int, int, bytes]]) -> list[Mapped]:
        """Buffers of a pack, mapped anew and, at their first map in this process, checked."""
        mapped = map_buffers(pack, [(offset, length) for offset, length, _ in buffers])
        for each, (offset, _, wanted) in zip(mapped, buffers, strict=True):
            if (pack.name, offset) not in self._checked:
                check(each, wanted, pack, offset)
                if len(self._checked) >= _CHECKED_KEPT_MAX:
                    self._checked.clear()
                self._checked.add((pack.name, offset))
            self.untouched.remember(each, wanted)
        return mapped
