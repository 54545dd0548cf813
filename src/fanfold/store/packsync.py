"""Putting packs on the disk for certain.

Workers write packs and never wait for the disk. The driver syncs them, before it moves what it has committed
into the ledger's file, so that after a power cut the ledger does not point at bytes that are not there.
"""

from __future__ import annotations

import os

from fanfold.store.atomic import sync_folder
from fanfold.store.disk import disk_errors
from fanfold.store.folder import RunFolder


class PackSync:
    """Call it to sync the packs of a run that have grown; gives the offset to which each of these is safe, by
    stem.
    """

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._synced: dict[str, int] = {}

    def __call__(self) -> dict[str, int]:
        """Sync what has grown since the last call."""
        with disk_errors(self._folder.packs, "sync the packs"):
            grown = self._grown()
            for stem in grown:
                _sync(self._folder.pack(stem).as_posix())
        if grown.keys() - self._synced.keys():
            sync_folder(self._folder.packs)
        self._synced |= grown
        return grown

    def _grown(self) -> dict[str, int]:
        # The sizes are taken before the sync: what is appended meanwhile may or may not be covered.
        with os.scandir(self._folder.packs) as found:
            sizes = {item.name.removesuffix(".pack"): item.stat().st_size for item in found}
        return {stem: size for stem, size in sorted(sizes.items()) if size != self._synced.get(stem)}


def _sync(path: str) -> None:
    # Any descriptor of a file syncs all of it, whoever wrote it.
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
