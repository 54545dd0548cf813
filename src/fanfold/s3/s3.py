"""`S3`: reading and writing objects, within a `with` block that owns the local copies."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from fanfold.s3.errors import S3InvalidObjectError, S3NotFoundError, S3URLError
from fanfold.s3.objects import Info, S3GetObject, S3Object, S3PutObject
from fanfold.s3.roots import folder_of, root_of_run, store_at
from fanfold.s3.store import Listed, ObjectStore

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

Wanted = str | S3GetObject | tuple[str, int, int]


class S3:
    """Objects by key. ``with S3(run=self) as s3: s3.put("model", data)``.

    Args:
        run: the flow (`self`) or a `Run`: keys are the run's own. They lie in the run's folder, or below
            METAFLOW_DATATOOLS_S3ROOT where that is set.
        s3root: `s3://bucket/prefix`, `file:///folder`, or a folder: keys are below it.
        bucket, prefix: with `run`: the bucket, and the prefix in it.
        tmproot: the folder in which local copies are made.

    With neither `run` nor `s3root` a key is a whole URL. `s3://` needs boto3.
    """

    def __init__(
        self,
        tmproot: str | None = None,
        bucket: str | None = None,
        prefix: str | None = None,
        run: Any = None,
        s3root: str | None = None,
        encryption: str | None = None,
        **_settings: Any,
    ) -> None:
        if run is not None and s3root is not None:
            raise S3URLError("S3 takes run or s3root, not both.", remedy="Leave one of them out.")
        root = root_of_run(run, bucket, prefix) if run is not None else s3root
        self._store: ObjectStore | None = None if root is None else store_at(root)
        self._tmproot = tmproot
        self._copies: TemporaryDirectory[str] | None = None
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove all local copies."""
        if self._copies is not None:
            self._copies.cleanup()
            self._copies = None

    def list_paths(self, keys: Iterable[str] | None = None) -> list[S3Object]:
        """What is directly under the root, or under these keys; names under which there are others have
        `exists` False.
        """
        return [
            self._listed(store, prefix, each)
            for store, prefix in self._places(keys)
            for each in store.children(prefix)
        ]

    def list_recursive(self, keys: Iterable[str] | None = None) -> list[S3Object]:
        """All objects under the root, or under these keys."""
        return [
            self._listed(store, prefix, each)
            for store, prefix in self._places(keys)
            for each in store.below(prefix)
        ]

    def info(self, key: str | None = None, return_missing: bool = False) -> S3Object:
        """What is known of an object, without reading it.

        Raises:
            S3NotFoundError: there is none, and `return_missing` was not given.
        """
        store, place = self._place(key or "")
        found = store.info(place)
        if found is None and not return_missing:
            raise _missing(store.url(place))
        return S3Object(store.url(place), key or "", info=found)

    def info_many(self, keys: Iterable[str], return_missing: bool = False) -> list[S3Object]:
        """The same for several."""
        return [self.info(key, return_missing) for key in keys]

    def get(
        self, key: Wanted | None = None, return_missing: bool = False, return_info: bool = True
    ) -> S3Object:
        """An object, read: `path` is a copy that lasts until the `with` block ends.

        Raises:
            S3NotFoundError: there is none, and `return_missing` was not given.
        """
        name, part = _wanted(key or "")
        store, place = self._place(name)
        path = self._copy()
        found = store.fetch(place, path, part=part)
        if found is None:
            if not return_missing:
                raise _missing(store.url(place))
            return S3Object(store.url(place), name)
        return S3Object(store.url(place), name, path=path, info=found if return_info else Info(found.size))

    def get_many(
        self, keys: Iterable[Wanted], return_missing: bool = False, return_info: bool = True
    ) -> list[S3Object]:
        """Several objects, in the order of the keys."""
        return [self.get(key, return_missing, return_info) for key in keys]

    def get_recursive(self, keys: Iterable[str], return_info: bool = False) -> list[S3Object]:
        """All objects under these keys, read."""
        return [
            self._read(store, prefix, each)
            for store, prefix in self._places(keys)
            for each in store.below(prefix)
        ]

    def get_all(self, return_info: bool = False) -> list[S3Object]:
        """All objects under the root, read."""
        store = self._rooted()
        return [self._read(store, "", each) for each in store.below("")]

    def put(
        self,
        key: str,
        obj: Any,
        overwrite: bool = True,
        content_type: str | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> str:
        """Write text, bytes or what a binary stream holds; gives the object's URL."""
        store, place = self._place(key)
        if overwrite or store.info(place) is None:
            store.keep(place, _bytes(key, obj), content_type=content_type, metadata=metadata)
        return store.url(place)

    def put_many(
        self, key_objs: Iterable[tuple[str, Any] | S3PutObject], overwrite: bool = True
    ) -> list[tuple[str, str]]:
        """Write several; gives (key, URL) of each that was written."""
        return self._put_all(((each[0], _bytes(each[0], each[1]), each) for each in key_objs), overwrite)

    def put_files(
        self, key_paths: Iterable[tuple[str, str | os.PathLike[str]] | S3PutObject], overwrite: bool = True
    ) -> list[tuple[str, str]]:
        """Write files; gives (key, URL) of each that was written.

        Raises:
            S3NotFoundError: a file is not there.
        """
        return self._put_all(((each[0], _file(each), each) for each in key_paths), overwrite)

    def _put_all(
        self, all_: Iterator[tuple[str, bytes | Path, Any]], overwrite: bool
    ) -> list[tuple[str, str]]:
        written = []
        for key, data, given in all_:
            store, place = self._place(key)
            if overwrite or store.info(place) is None:
                kind, said = getattr(given, "content_type", None), getattr(given, "metadata", None)
                store.keep(place, data, content_type=kind, metadata=said)
                written.append((key, store.url(place)))
        return written

    def _rooted(self) -> ObjectStore:
        if self._store is None:
            raise S3URLError(
                "This S3 has no root to list.", remedy="Write S3(run=self) or S3(s3root=…), or name the keys."
            )
        return self._store

    def _place(self, key: str) -> tuple[ObjectStore, str]:
        """The store, and the key in it."""
        if not isinstance(key, str):
            raise S3URLError(
                f"A key is a text, and {key!r} is a {type(key).__name__}.", remedy="Write str(…)."
            )
        if self._store is not None:
            if "://" in key:
                raise S3URLError(f"{key!r} is a URL, and this S3 has a root.", remedy="Write S3() for URLs.")
            return self._store, key
        if key.startswith("s3://"):
            bucket, _, rest = key.removeprefix("s3://").partition("/")
            return store_at(f"s3://{bucket}"), rest
        if key.startswith("file:"):
            path = folder_of(key)
            return store_at(str(path.parent)), path.name
        raise S3URLError(
            f"{key!r} is no URL, and this S3 has no root.", remedy="Write S3(run=self) or S3(s3root=…)."
        )

    def _places(self, keys: Iterable[str] | None) -> list[tuple[ObjectStore, str]]:
        if isinstance(keys, str):
            raise S3URLError("keys is a list of keys.", remedy=f"Write [{keys!r}].")
        return [(self._rooted(), "")] if keys is None else [self._place(key) for key in keys]

    def _listed(self, store: ObjectStore, prefix: str, found: Listed) -> S3Object:
        url = store.url(found.key)
        return S3Object(url, found.key if self._store else url, prefix=prefix, info=found.info)

    def _read(self, store: ObjectStore, prefix: str, found: Listed) -> S3Object:
        path = self._copy()
        info = store.fetch(found.key, path)
        url = store.url(found.key)
        return S3Object(url, found.key if self._store else url, prefix=prefix, path=path, info=info)

    def _copy(self) -> Path:
        """A place for one more local copy."""
        if self._copies is None:
            self._copies = tempfile.TemporaryDirectory(prefix="fanfold.s3.", dir=self._tmproot)
        self._count += 1
        return Path(self._copies.name) / f"object-{self._count}"


def _wanted(key: Wanted) -> tuple[str, tuple[int, int] | None]:
    return (key, None) if isinstance(key, str) else (key[0], (key[1], key[2]))


def _bytes(key: str, obj: Any) -> bytes:
    if isinstance(obj, str):
        return obj.encode()
    if isinstance(obj, bytes | bytearray | memoryview):
        return bytes(obj)
    read = getattr(obj, "read", None)
    found = read() if callable(read) else None
    if isinstance(found, bytes):
        return found
    raise S3InvalidObjectError(
        f"The object for {key!r} is a {type(obj).__name__}.",
        remedy="Objects are text, bytes or binary streams: pickle or encode it first.",
    )


def _file(given: Any) -> Path:
    path = Path(getattr(given, "path", None) or given[1])
    if not path.is_file():
        raise S3NotFoundError(f"There is no file {path}.", remedy="Name a file that exists.")
    return path


def _missing(url: str) -> S3NotFoundError:
    return S3NotFoundError(f"There is no object {url}.", remedy="return_missing=True makes that no error.")
