"""Objects as files in a folder: the key is the path.

What is said of an object beside its bytes (a content type, metadata) lies in a folder of its own, `.info`,
and only where something was said.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from fanfold.s3.errors import S3Error, S3URLError
from fanfold.s3.objects import Info
from fanfold.s3.store import Listed

_ABOUT = ".info"


class FolderStore:
    """The objects below a folder, which need not exist before the first is written."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def url(self, key: str) -> str:
        """As a `file:` URL."""
        return self._path(key).as_uri()

    def info(self, key: str) -> Info | None:
        """Its size and times, and what was said of it."""
        path = self._path(key)
        if not path.is_file():
            return None
        found = path.stat()
        about = self._root / _ABOUT / f"{key}.json"
        said = json.loads(about.read_bytes()) if about.is_file() else {}
        return Info(found.st_size, found.st_mtime, said.get("content_type"), said.get("metadata"))

    def fetch(self, key: str, path: Path, *, part: tuple[int, int] | None = None) -> Info | None:
        """A copy, since whoever reads it may write to it."""
        info = self.info(key)
        if info is None:
            return None
        if part is None:
            shutil.copyfile(self._path(key), path)
            return info
        with open(self._path(key), "rb") as stream:
            stream.seek(part[0])
            path.write_bytes(stream.read(part[1]))
        return info._replace(size=path.stat().st_size)

    def keep(
        self, key: str, data: bytes | Path, *, content_type: str | None, metadata: Mapping[str, str] | None
    ) -> None:
        """Under another name first, so that no reader meets half an object."""
        path = self._path(key)
        draft = path.with_name(f".{path.name}.{os.getpid()}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(data, Path):
                shutil.copyfile(data, draft)
            else:
                draft.write_bytes(data)
            os.replace(draft, path)
            self._say(key, content_type, metadata)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            remedy = (
                "In a folder a key cannot be an object and lead to others: name it otherwise."
                if isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError)
                else "Check the disk and the folder's permissions."
            )
            raise S3Error(f"Cannot write {path}: {error.strerror}.", remedy=remedy) from error

    def _say(self, key: str, content_type: str | None, metadata: Mapping[str, str] | None) -> None:
        about = self._root / _ABOUT / f"{key}.json"
        if content_type is None and metadata is None:
            about.unlink(missing_ok=True)
            return
        about.parent.mkdir(parents=True, exist_ok=True)
        said = {"content_type": content_type, "metadata": None if metadata is None else dict(metadata)}
        # Replaced and not written to, as objects are: a resumed run shares the file.
        draft = about.with_name(f".{about.name}.{os.getpid()}.new")
        draft.write_text(json.dumps(said), encoding="utf-8")
        os.replace(draft, about)

    def children(self, prefix: str) -> Iterator[Listed]:
        """Files and folders, by name."""
        folder = self._path(prefix)
        if not folder.is_dir():
            return
        for path in sorted(folder.iterdir()):
            key = path.relative_to(self._root).as_posix()
            if path.is_dir() and not path.name.startswith("."):
                yield Listed(key, None)
            elif path.is_file() and not path.name.endswith(".new"):
                yield Listed(key, Info(path.stat().st_size))

    def below(self, prefix: str) -> Iterator[Listed]:
        """All files, by path."""
        for listed in self.children(prefix):
            if listed.info is None:
                yield from self.below(listed.key)
            else:
                yield listed

    def _path(self, key: str) -> Path:
        parts = [part for part in key.split("/") if part]
        if key.startswith("/") or any(part in ("..", ".") for part in parts) or parts[:1] == [_ABOUT]:
            raise S3URLError(
                f"{key!r} is no key.", remedy="A key is a path below the root, without .. in it."
            )
        return self._root.joinpath(*parts)
