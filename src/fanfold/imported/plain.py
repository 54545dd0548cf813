"""Reading the pickles that Metaflow keeps for itself, without running anybody's code.

Whatever is not plain data becomes a `Stub` that knows its class's name, what it was made of and its state.
"""

from __future__ import annotations

import gzip
import io
from pickle import Unpickler
from typing import Any

GZIP_MAGIC = b"\x1f\x8b"


class Stub:
    """Something that is no plain data."""

    class_name = ""

    def __new__(cls, *arguments: Any) -> Stub:
        """Unpickling makes it, with or without calling the class."""
        stub = super().__new__(cls)
        stub.arguments = arguments
        stub.state = {}
        return stub

    arguments: tuple[Any, ...]
    state: dict[str, Any]

    def __setstate__(self, state: Any) -> None:
        self.state = state if isinstance(state, dict) else {}


class _PlainUnpickler(Unpickler):
    def find_class(self, module_name: str, global_name: str) -> Any:
        if module_name == "builtins" and global_name in ("set", "frozenset", "complex"):
            return super().find_class(module_name, global_name)
        return type("Stub", (Stub,), {"class_name": f"{module_name}.{global_name}"})


def plain(data: bytes) -> Any:
    """The object behind a pickle, with stubs for what is no plain data."""
    return _PlainUnpickler(io.BytesIO(data)).load()


def unzipped(data: bytes) -> bytes:
    """Metaflow packs pickles once or, in old folders, twice; no pickle begins as a packed one does."""
    while data.startswith(GZIP_MAGIC):
        data = gzip.decompress(data)
    return data
