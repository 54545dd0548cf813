"""What holds objects: by keys with slashes, below one root."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from fanfold.model.named import NamedTuple
from fanfold.s3.objects import Info


class Listed(NamedTuple):
    """An object that was listed, or (without `info`) a name under which there are others."""

    key: str
    info: Info | None


class ObjectStore(Protocol):
    """A root with objects below it."""

    def url(self, key: str) -> str:
        """Where the object of this key lies."""

    def info(self, key: str) -> Info | None:
        """What is known of an object; None if there is none."""

    def fetch(self, key: str, path: Path, *, part: tuple[int, int] | None = None) -> Info | None:
        """Copy an object to a file (or, of its bytes, as many as `part` says from where it says); None if
        there is none.
        """

    def keep(
        self, key: str, data: bytes | Path, *, content_type: str | None, metadata: Mapping[str, str] | None
    ) -> None:
        """Write an object, whole or not at all."""

    def children(self, prefix: str) -> Iterator[Listed]:
        """What is directly under a name."""

    def below(self, prefix: str) -> Iterator[Listed]:
        """All objects under a name."""
