"""A flow's cache: results of tasks of earlier runs, to be used again.

    <home>/<Flow>/.cache/
      index.db                        which results there are (see `cache_index`)
      packs/kept.<run>.<pack>.pack    the packs that they lie in: hard links, which outlive their run
      logs/kept.<run>.<pack>.out      what those tasks printed

A pack is kept whole: with its records lie those of other tasks that the same worker did. `usage` says what
the cache holds, `prune` gives it back.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from fanfold.model.named import NamedTuple
from fanfold.store.cache_index import CacheIndex, Entry, Kept
from fanfold.store.disk import disk_errors
from fanfold.store.folder import RunFolder
from fanfold.store.kept_blocks import KeptBlock
from fanfold.store.loading import Packs
from fanfold.store.relink import link_or_copy
from fanfold.store.reused import is_kept, kept_name, reused_name

FOLDER = ".cache"
_SUFFIXES = ("out", "err")


class Cache:
    """The cache of one flow, made where there is none.

    Raises:
        StorageError: it cannot be read or written, or is damaged; so do its methods.
    """

    def __init__(self, flow_folder: Path) -> None:
        self.folder = RunFolder(flow_folder / FOLDER)
        with disk_errors(flow_folder, "make the cache"):
            for folder in (self.folder.path, self.folder.packs, self.folder.logs):
                folder.mkdir(mode=0o700, exist_ok=True)
        self.packs = Packs(self.folder.packs)
        self._index = CacheIndex(self.folder.path / "index.db")
        self._linked: set[str] = set()

    def close(self) -> None:
        """Give its descriptors back."""
        self.packs.close()
        self._index.close()

    def find(self, prefix: bytes, items: Sequence[bytes], *, oldest_seconds: float) -> Mapping[bytes, Kept]:
        """The results kept for these items, of those that were recorded after a moment."""
        found = self._index.find(prefix, items, oldest_seconds=oldest_seconds)
        if found:
            self._index.used({pack for pack, _, _ in found.values()})
        return found

    def blocks(
        self, prefix: bytes, fan: int, first: int, stop: int, *, oldest_seconds: float
    ) -> Sequence[KeptBlock]:
        """The blocks kept of the tasks of a fan between two indexes, the best ones first."""
        return self._index.blocks(prefix, fan, first, stop, oldest_seconds=oldest_seconds)

    def forget(self, prefix: bytes, items: Iterable[bytes]) -> None:
        """These results are damaged."""
        self._index.forget(prefix, items)

    def damage(self) -> str:
        """Nothing: only what is found is read."""
        return ""

    def run_of(self, pack: str) -> str:
        """The id of the run whose pack this is."""
        return pack.split(".")[1]

    def lend(self, pack: str, folder: RunFolder) -> str:
        """Make a pack part of a run's folder, where it has the same name."""
        with disk_errors(folder.packs, "link a kept pack"):
            _link(self.folder.pack(pack), folder.pack(pack))
        return pack

    def lend_blocks(self, pack: str, folder: RunFolder) -> str:
        """Make a pack part of a run's folder that takes blocks of it over; gives its name there."""
        name = reused_name(self.run_of(pack), pack)
        with disk_errors(folder.packs, "link a kept pack"):
            _link(self.folder.pack(pack), folder.pack(name))
        self._index.used([pack])
        return name

    def name(self, holder: str, pack: str) -> str:
        """What a pack is called here to which a record in the pack `holder` refers."""
        return kept_name(holder.split(".")[1], pack)

    def take(self, folder: RunFolder, pack: str) -> str:
        """Make a pack of a run part of the cache, and its logs; gives its name here."""
        name = kept_name(folder.run_id, pack)
        if name not in self._linked:
            with disk_errors(self.folder.packs, "keep a pack"):
                _link(folder.pack(pack), self.folder.pack(name))
                for suffix in _SUFFIXES:
                    _link(folder.log(pack, suffix), self.folder.log(name, suffix))
            self._linked.add(name)
        return name

    def add(
        self,
        step: str,
        entries: Mapping[bytes, Sequence[Entry]],
        blocks: Mapping[bytes, Sequence[KeptBlock]],
        *,
        with_values_in: set[str],
    ) -> None:
        """Keep results of a step, by prefix, which lie in packs that were taken; values of them lie in others
        too. Blocks are of such results.
        """
        self._index.add(step, entries, blocks)
        if with_values_in:
            self._index.used(with_values_in)


def _link(source: Path, target: Path) -> None:
    """Give a file a second name, if it has not got it and the file is there."""
    if target.exists():
        return
    with suppress(FileExistsError, FileNotFoundError):  # another process just did, or there is no such log
        link_or_copy(source, target)


class Usage(NamedTuple):
    """A run whose packs a cache holds.

    Attributes:
        run_id: which.
        results: how many results of it may still be found.
        used_seconds: Unix time of its last use.
        bytes: what is given back if it goes, as long as no run's folder has the same files.
        own_bytes: the part of it that is in no run's folder any more.
    """

    run_id: str
    results: int
    used_seconds: float
    bytes: int
    own_bytes: int


def usage(flow_folder: Path) -> list[Usage]:
    """What the cache of a flow holds, by run; empty where it has none.

    Raises:
        StorageError: it is damaged.
    """
    folder = RunFolder(flow_folder / FOLDER)
    if not (folder.path / "index.db").exists():
        return []
    index = CacheIndex(folder.path / "index.db")
    try:
        known = {name: (used, results) for name, used, results in index.packs()}
    finally:
        index.close()
    files: dict[str, list[Path]] = {}
    for path in (*folder.packs.glob("kept.*"), *folder.logs.glob("kept.*")):
        files.setdefault(path.name.split(".")[1], []).append(path)
    return [_usage(run_id, paths, known) for run_id, paths in sorted(files.items())]


def _usage(run_id: str, paths: list[Path], known: Mapping[str, tuple[float, int]]) -> Usage:
    stats = [path.stat() for path in paths]
    rows = [known.get(path.stem, (0.0, 0)) for path in paths if path.suffix == ".pack"]
    newest = max((stat.st_ctime for stat in stats), default=0.0)
    return Usage(
        run_id,
        sum(results for _, results in rows),
        max((used for used, _ in rows), default=0.0) or newest,
        sum(stat.st_size for stat in stats),
        sum(stat.st_size for stat in stats if stat.st_nlink == 1),
    )


def prune(flow_folder: Path, *, unused_seconds: float = 0.0, dry: bool = False) -> list[Usage]:
    """Remove what nothing was found in for so long, and what no result refers to at all; gives what that is.
    Runs keep all they have. `dry` removes nothing.

    Raises:
        StorageError: the cache is damaged, or cannot be written.
    """
    folder = RunFolder(flow_folder / FOLDER)
    before = time.time() - unused_seconds
    old = [each for each in usage(flow_folder) if each.used_seconds <= before or not each.results]
    if dry or not old:
        return old
    runs = {each.run_id for each in old}
    paths = [
        path
        for path in (*folder.packs.glob("kept.*"), *folder.logs.glob("kept.*"))
        if path.name.split(".")[1] in runs
    ]
    index = CacheIndex(folder.path / "index.db")
    try:  # first what refers to them: a crash between leaves files that the next time finds
        index.drop({path.stem for path in paths if path.suffix == ".pack"})
    finally:
        index.close()
    with disk_errors(folder.path, "remove what is kept"):
        for path in paths:
            assert is_kept(path.name)
            os.unlink(path)
    return old
