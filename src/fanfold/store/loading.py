"""Reading values back: the packs of a run by name, and entries turned into objects."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from pickle import loads
from typing import Any, cast

from fanfold.model.errors import DamageError, StorageError
from fanfold.store import records
from fanfold.store.checked import Checked
from fanfold.store.codec import Base, Buffer, Entry, Stored, is_stored
from fanfold.store.digests import digest
from fanfold.store.mapping import Mapped, check, map_buffers
from fanfold.store.packs import PackReader
from fanfold.store.untouched import Untouched, digest_of_changed


class Packs:
    """The packs of one run, opened when first needed. `packs.load(entry)` gives an artifact's value, a new
    object each time. `checked` says which buffers need no check any more; by default, none yet.
    """

    def __init__(self, folder: Path, *, checked: Checked | None = None) -> None:
        self.folder = folder
        self.untouched = Untouched()
        self._open: dict[str, PackReader] = {}
        self._checked = checked or Checked()

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

    def map(self, pack: PackReader, buffers: Sequence[Buffer]) -> list[Mapped]:
        """Buffers of a pack, mapped anew, and checked where nobody has."""
        whole = [buffer for buffer in buffers if len(buffer) == 3]
        mapped = map_buffers(pack, [(offset, length) for offset, length, _ in whole])
        for each, (offset, _, wanted) in zip(mapped, whole, strict=True):
            self._checked_and_known(each, wanted, pack, offset)
        if len(whole) == len(buffers):
            return mapped
        ready = iter(mapped)
        return [self._changed(pack, buffer) if len(buffer) == 4 else next(ready) for buffer in buffers]

    def _checked_and_known(self, mapped: Mapped, wanted: bytes, pack: PackReader, offset: int) -> None:
        if not self._checked.has(pack.name, offset, wanted):
            check(mapped, wanted, pack, offset)
            self._checked.add(pack.name, offset, wanted)
        self.untouched.remember(mapped, pack, offset, wanted)

    def _changed(self, pack: PackReader, buffer: tuple[int, int, bytes, Base]) -> Mapped:
        """A buffer that differs in parts from one that lies whole: that one, with the parts written to it."""
        offset, length, wanted, (name, place, before, runs) = buffer
        base = self[name]
        (mapped,) = map_buffers(base, [(place, length)])
        self._checked_and_known(mapped, before, base, place)
        data = memoryview(pack.read(offset, sum(stop - first for first, stop in runs)))
        parts, at = [], 0
        for first, stop in runs:
            parts.append(data[at : at + stop - first])
            at += stop - first
        if digest_of_changed(before, runs, parts) != wanted:
            raise DamageError(f"The changes of a buffer at byte {offset} of {pack.path} are damaged.")
        view = mapped.view
        for (first, stop), part in zip(runs, parts, strict=True):
            view[first:stop] = part
        return mapped
