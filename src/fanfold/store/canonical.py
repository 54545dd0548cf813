"""Digests of values: the same for equal values, whichever process made them.

A value is its pickle, large buffers taken one by one. Sets pickle in an order that differs from process to
process (strings hash differently in each), so they count by the digests of what they hold, in order.
"""

from __future__ import annotations

import io
from pickle import PickleBuffer, Pickler, dumps
from typing import Any

from xxhash import xxh3_128_digest as of_bytes

from fanfold.store.codec import Entry, Stored, is_stored
from fanfold.store.digests import digest
from fanfold.store.loading import Packs

_PLAIN = frozenset([type(None), bool, int, float, str, bytes])
_SET_OPCODES = (b"\x8f", b"\x91")


def value_digest(value: Any) -> bytes:
    """The digest of a value.

    Raises whatever pickling the value raises.
    """
    if type(value) in _PLAIN:
        return of_bytes(dumps(value, 5))
    views: list[PickleBuffer] = []
    data = dumps(value, 5, buffer_callback=views.append)
    if _has_sets(data):
        views = []
        stream = io.BytesIO()
        _Ordered(stream, 5, buffer_callback=views.append).dump(value)
        data = stream.getvalue()
    return digest(data, *(view.raw() for view in views)) if views else digest(data)


def _has_sets(data: bytes) -> bool:
    """Whether there may be a set in it; bytes that look like one only cost the longer way."""
    return any(opcode in data for opcode in _SET_OPCODES)


class _Ordered(Pickler):
    """Pickles sets as what they hold, in order. What it writes is read by nobody."""

    def persistent_id(self, obj: Any) -> Any:
        if type(obj) is set or type(obj) is frozenset:
            return (type(obj).__name__, sorted(map(value_digest, obj)))
        return None


def entry_digest(packs: Packs, entry: Entry) -> bytes:
    """The digest of an artifact's value, by what is stored of it: it is loaded only if it may hold sets."""
    if type(entry) is not tuple:
        return digest(dumps(entry, 5))
    if not is_stored(entry):
        data = entry[0] if entry else b""
        assert isinstance(data, bytes)
        return value_digest(packs.load(entry)) if _has_sets(data) else digest(data)
    stored: Stored = entry  # type: ignore[assignment]
    return digest(stored[3], *(buffer[2] for buffer in stored[5]))
