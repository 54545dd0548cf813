"""Objects, as `S3` gives and takes them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fanfold.model.named import NamedTuple


class S3GetObject(NamedTuple):
    """A part of an object to be read: `length` bytes from `offset` on."""

    key: str
    offset: int
    length: int


class S3PutObject(NamedTuple):
    """An object to be written, with what is to be said of it."""

    key: str
    value: object = None
    path: str | None = None
    content_type: str | None = None
    encryption: str | None = None
    metadata: Mapping[str, str] | None = None


class Info(NamedTuple):
    """What is known of an object beside its bytes."""

    size: int
    modified_seconds: float | None = None
    content_type: str | None = None
    metadata: Mapping[str, str] | None = None


class S3Object:
    """One object, or the answer that there is none of its key.

    Attributes:
        url: where it lies.
        key: its name below the root; without a root, its whole URL.
        prefix: what it was listed under.
        path: a local copy, which lasts as long as the `with` block of its `S3`; None if it was not read.
    """

    def __init__(
        self, url: str, key: str, *, prefix: str = "", path: Path | None = None, info: Info | None = None
    ) -> None:
        self.url = url
        self.key = key
        self.prefix = prefix
        self.path = None if path is None else str(path)
        self._info = info

    @property
    def exists(self) -> bool:
        """Whether there is such an object. A name that only leads to others is none."""
        return self._info is not None

    @property
    def downloaded(self) -> bool:
        """Whether its bytes are here."""
        return self.path is not None

    @property
    def size(self) -> int | None:
        """How many bytes it has."""
        return None if self._info is None else self._info.size

    @property
    def blob(self) -> bytes | None:
        """Its bytes, if it was read."""
        return None if self.path is None else Path(self.path).read_bytes()

    @property
    def text(self) -> str | None:
        """Its bytes as text, if it was read."""
        return None if self.path is None else Path(self.path).read_text(encoding="utf-8")

    @property
    def has_info(self) -> bool:
        """Whether `content_type`, `metadata` and `last_modified` were asked for."""
        return self._info is not None and self._info.modified_seconds is not None

    @property
    def content_type(self) -> str | None:
        """What kind of thing it was said to be."""
        return None if self._info is None else self._info.content_type

    @property
    def metadata(self) -> Mapping[str, str] | None:
        """What was said of it when it was written."""
        return None if self._info is None else self._info.metadata

    @property
    def encryption(self) -> None:
        """Not told here."""
        return None

    @property
    def range_info(self) -> None:
        """Not told here."""
        return None

    @property
    def last_modified(self) -> int | None:
        """When it was written last, in seconds since the epoch."""
        seconds = None if self._info is None else self._info.modified_seconds
        return None if seconds is None else int(seconds)

    def __str__(self) -> str:
        state = "downloaded" if self.downloaded else "exists" if self.exists else "not found"
        size = "" if self.size is None else f", {self.size} bytes"
        return f"<S3Object {self.url} ({state}{size})>"

    __repr__ = __str__
