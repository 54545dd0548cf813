"""Taking the items of a call: once, in order, where `map` was called, into a pack that the run then takes."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fanfold.engine.staging import PACK, Staged, write_place
from fanfold.model.errors import UnpicklableArtifactError, UsageError
from fanfold.model.status import Status
from fanfold.store import packs
from fanfold.store.items import ItemWriter
from fanfold.store.location import Location
from fanfold.store.lock import host_name
from fanfold.store.records import FROM_NOTHING, encode

Key = str | Callable[[Any], object] | None


@contextmanager
def staged(items: Iterable[Any], key: Key, home: Path) -> Iterator[tuple[Path, int]]:
    """A folder with the items, for a run to take over, and how many they are.

    Raises:
        UsageError: two have one name, or they changed while they were taken.
        UnpicklableArtifactError: one cannot be stored; the message says which.
        And whatever the iterable raises.
    """
    _remove_leftovers(home)
    folder = Path(tempfile.mkdtemp(prefix=f"{_mark()}{os.getpid()}-", dir=home))
    try:
        yield folder, _take(items, key, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _mark() -> str:
    return f".items-{host_name()}-"


def _remove_leftovers(home: Path) -> None:
    """Those of calls on this machine whose process was killed."""
    for folder in home.glob(f"{_mark()}*-*"):
        pid = folder.name.removeprefix(_mark()).partition("-")[0]
        if pid.isdigit() and not os.path.exists(f"/proc/{pid}") and sys.platform == "linux":
            shutil.rmtree(folder, ignore_errors=True)


def _take(items: Iterable[Any], key: Key, folder: Path) -> int:
    started = time.time()
    descriptor = packs.create(folder, PACK)
    try:
        writer = packs.PackWriter(descriptor, PACK)
        try:
            width, place = ItemWriter(writer, name=_namer(key)).write(_unchanged(items))
        except UnpicklableArtifactError as error:
            error.message = error.message.replace(" of the foreach", "", 1)
            error.remedy = (
                "Define it at the top of the file or of the cell, where other processes find it."
                if "Can't pickle" in error.message  # a class or function that is found under no name
                else "Give what says where the item is (a path, an id), and open it in the function."
            )
            raise
        record = _record(width, place, started)
        written = writer.append(packs.RECORD, encode(record))
    finally:
        os.close(descriptor)
    write_place(folder, Staged(width, place, written))
    return width


def _unchanged(items: Iterable[Any]) -> Iterator[Any]:
    """The items, as long as they stay as many as they were."""
    sized = items if isinstance(items, Sized) else None
    width = None if sized is None else len(sized)
    try:
        yield from items
    except RuntimeError as error:
        if "changed size" in str(error) or "mutated" in str(error):
            raise _changed() from None
        raise
    if sized is not None and len(sized) != width:
        raise _changed()


def _changed() -> UsageError:
    return UsageError("items changed while they were taken.", remedy="Give a copy: list(items).")


def _namer(key: Key) -> Callable[[Any], object] | None:
    """How items are named, each differently."""
    if key is None:
        return None
    known: dict[str, int] = {}

    def name(item: Any) -> str:
        found = str(_named(key, item))
        if found in known:
            raise UsageError(
                f"Items {known[found]} and {len(known)} have the same key, {found!r}.",
                remedy="Choose another key, or leave it out.",
            )
        known[found] = len(known)
        return found

    return name


def _named(key: str | Callable[[Any], object], item: Any) -> object:
    try:
        if callable(key):
            return key(item)
        return item[key] if isinstance(item, Mapping) else getattr(item, key)
    except (KeyError, AttributeError, TypeError, IndexError) as error:
        raise UsageError(
            f"key={key!r} names no part of the item {item!r:.80}: {type(error).__name__}: {error}",
            remedy="Give the name of a key or attribute that all items have, or a function.",
        ) from None


def _record(width: int, items: Location, started: float) -> tuple[object, ...]:
    """The record of the split."""
    seconds = time.time() - started
    return (
        "start", 0, 0, 0, 0, int(Status.OK), started, seconds, None, FROM_NOTHING, 0, {}, None, None, None,
        (width, tuple(items)), None,
    )  # fmt: skip
