"""How an artifact becomes bytes and an object again.

An artifact's *entry*, as its task's record holds it, is one of

    the value itself          None, bool, int, float, str, bytes, exactly, and short
    (pickle,)                 a short pickle
    (pack, offset, length, digest, type, buffers)
                              a longer one, lying beside the record in a pack; `buffers` are the (offset,
                              length, digest) of its large buffers, out of band (pickle protocol 5), which
                              readers map and never copy. One that was mapped from a pack and changed in
                              places is (offset, length, digest, base): what differs from the base lies there
    ()                        the name was deleted here

Each artifact is pickled by itself: two names for one object are two objects downstream.
"""

from __future__ import annotations

from collections.abc import Mapping
from pickle import PickleBuffer, dumps
from typing import Any, Protocol

from fanfold.model.limits import INLINE_BYTES_MAX
from fanfold.model.named import NamedTuple
from fanfold.store.digests import digest
from fanfold.store.packs import Bytes

Runs = tuple[tuple[int, int], ...]
"""Parts of a buffer: the first byte of each, and the one behind its last."""

Base = tuple[str, int, bytes, Runs]
"""What a buffer was before it was changed: (pack, offset, digest), and which parts are not the same now."""

Buffer = tuple[int, int, bytes] | tuple[int, int, bytes, Base]
Buffers = tuple[Buffer, ...]
Stored = tuple[str, int, int, bytes, str, Buffers]
Entry = None | bool | int | float | str | bytes | tuple[()] | tuple[bytes] | Stored

DELETED: tuple[()] = ()
OUT_OF_BAND_BYTES_MIN = 1 << 14
"""Buffers shorter than this stay in the pickle: mapping costs more than copying them."""

_IMMEDIATE = frozenset([type(None), bool, int, float])
_SHORT_IMMEDIATE = frozenset([str, bytes])


class BlobWriter(Protocol):
    """Where large values go."""

    name: str

    def append_blob(self, buffers: list[Bytes]) -> list[tuple[int, int]]:
        """Store buffers; gives (offset, length) of each."""


class Origins(Protocol):
    """Who knows of buffers that were mapped from packs."""

    def changes_of(self, view: memoryview) -> Changed | None:
        """How one differs from what was mapped; None if it was not, or differs in too much."""


class Changed(NamedTuple):
    """A buffer that was mapped, and what differs from that by now. `digest` is the one it is stored with."""

    base: Base
    parts: list[memoryview]
    digest: bytes


def is_immediate(value: object) -> bool:
    """Whether the value itself is its entry: exactly a plain immutable, and short."""
    kind = type(value)
    if kind in _IMMEDIATE:
        return True
    return kind in _SHORT_IMMEDIATE and len(value) <= INLINE_BYTES_MAX  # type: ignore[arg-type]


def encode(value: Any, writer: BlobWriter, *, origins: Origins | None = None) -> Entry:
    """The entry of a value, its large parts written to the pack; of those that `origins` knows only what was
    changed.

    Raises whatever pickling the value raises.
    """
    if is_immediate(value):
        return value  # type: ignore[no-any-return]
    data, views = pickled(value)
    if not views and len(data) <= INLINE_BYTES_MAX:
        return (data,)
    return store(data, views, type_name(value), writer, origins=origins)


def pickled(value: Any) -> tuple[bytes, list[memoryview]]:
    """A value's pickle and its large buffers, out of band."""
    views: list[memoryview] = []

    def keep(buffer: PickleBuffer) -> bool:
        try:
            view = buffer.raw()
        except BufferError:  # neither C nor Fortran contiguous
            return True
        if view.nbytes < OUT_OF_BAND_BYTES_MIN:
            return True
        views.append(view)
        return False

    return dumps(value, 5, buffer_callback=keep), views


def store(
    data: bytes, views: list[memoryview], kind: str, writer: BlobWriter, *, origins: Origins | None = None
) -> Stored:
    """Write a pickle and its buffers to the pack; gives their entry. Buffers with the same bytes are written
    once.
    """
    pieces: dict[tuple[bytes, Base | None], Bytes] = {}  # the same bytes may be there whole and by a base
    keys: list[tuple[bytes, Base | None]] = []
    for view in views:
        changed = None if origins is None else origins.changes_of(view)
        key = (digest(view), None) if changed is None else (changed.digest, changed.base)
        pieces[key] = view if changed is None else b"".join(changed.parts)
        keys.append(key)
    *places, (offset, length) = writer.append_blob([*pieces.values(), data])
    found = {key: place for key, (place, _) in zip(pieces, places, strict=True)}
    buffers: list[Buffer] = [
        (found[key], view.nbytes, key[0]) if key[1] is None else (found[key], view.nbytes, key[0], key[1])
        for key, view in zip(keys, views, strict=True)
    ]
    return (writer.name, offset, length, digest(data), kind, tuple(buffers))


def packs_of(entry: Stored) -> set[str]:
    """The packs that the value lies in."""
    return {entry[0], *(buffer[3][0] for buffer in entry[5] if len(buffer) == 4)}


def moved(entry: Stored, names: Mapping[str, str]) -> Stored:
    """The entry of a value whose packs have other names."""
    buffers: list[Buffer] = []
    for buffer in entry[5]:
        if len(buffer) == 4:
            offset, length, wanted, (pack, *rest) = buffer
            buffers.append((offset, length, wanted, (names[pack], *rest)))  # type: ignore[arg-type]
        else:
            buffers.append(buffer)
    return (names[entry[0]], *entry[1:5], tuple(buffers))


def type_name(value: object) -> str:
    """The dotted name of a value's class, as shown to people."""
    kind = type(value)
    return f"{kind.__module__}.{kind.__qualname__}"


def is_stored(entry: Entry) -> bool:
    """Whether the value lies beside the record rather than in it."""
    return type(entry) is tuple and len(entry) == 6
