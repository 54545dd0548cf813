"""Where bytes lie in the packs of a run."""

from fanfold.model.named import NamedTuple


class Location(NamedTuple):
    """A range of bytes of one pack. `pack` is the file's stem, such as ``3-1`` for ``packs/3-1.pack``."""

    pack: str
    offset: int
    length: int

    @property
    def stop(self) -> int:
        """The offset of the first byte behind it."""
        return self.offset + self.length


def location_of(text: str | None) -> Location:
    """The place of the run's constants, as the ledger notes it."""
    assert text is not None, "the ledger names its parameters"
    pack, offset, length = text.split()
    return Location(pack, int(offset), int(length))
