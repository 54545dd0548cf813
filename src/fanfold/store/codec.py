"""How an artifact becomes bytes and an object again.

An artifact's *entry*, as its task's record holds it, is one of

    the value itself          None, bool, int, float, str, bytes, exactly, and short
    (pickle,)                 a short pickle
    (pack, offset, length, digest, type, buffers)
                              a longer one, lying beside the record in a pack; `buffers` are the (offset,
                              length, digest) of its large buffers, out of band (pickle protocol 5), which
                              readers map and never copy
    ()                        the name was deleted here

Each artifact is pickled by itself: two names for one object are two objects downstream.
"""

from __future__ import annotations

from pickle import PickleBuffer, dumps
from typing import Any, Protocol

from fanfold.model.limits import INLINE_BYTES_MAX
from fanfold.store.digests import digest
from fanfold.store.packs import Bytes

Buffers = tuple[tuple[int, int, bytes], ...]
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


def is_immediate(value: object) -> bool:
    """Whether the value itself is its entry: exactly a plain immutable, and short."""
    kind = type(value)
    if kind in _IMMEDIATE:
        return True
    return kind in _SHORT_IMMEDIATE and len(value) <= INLINE_BYTES_MAX  # type: ignore[arg-type]


def encode(value: Any, writer: BlobWriter) -> Entry:
    """The entry of a value, its large parts written to the pack.

    Raises whatever pickling the value raises.
    """
    if is_immediate(value):
        return value  # type: ignore[no-any-return]
    data, views = pickled(value)
    if not views and len(data) <= INLINE_BYTES_MAX:
        return (data,)
    return store(data, views, type_name(value), writer)


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


def store(data: bytes, views: list[memoryview], kind: str, writer: BlobWriter) -> Stored:
    """Write a pickle and its buffers to the pack; gives their entry. Buffers with the same bytes are written
    once.
    """
    digests = [digest(view) for view in views]
    firsts = dict(zip(digests, views, strict=True))
    *places, (offset, length) = writer.append_blob([*firsts.values(), data])
    found = dict(zip(firsts, places, strict=True))
    buffers = tuple((*found[each], each) for each in digests)
    return (writer.name, offset, length, digest(data), kind, buffers)


def type_name(value: object) -> str:
    """The dotted name of a value's class, as shown to people."""
    kind = type(value)
    return f"{kind.__module__}.{kind.__qualname__}"


def is_stored(entry: Entry) -> bool:
    """Whether the value lies beside the record rather than in it."""
    return type(entry) is tuple and len(entry) == 6
