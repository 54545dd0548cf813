"""How many bytes the deletion of some runs frees.

A resumed run shares packs and logs with its origin (hard links), so what one of the two holds is freed only
when both go: a file counts when all its names are in folders that go.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from fanfold.store.disk import disk_errors


def freed_bytes(folders: Iterable[Path]) -> int:
    """The bytes that are freed when all these folders are deleted together."""
    names_left: dict[tuple[int, int], tuple[int, int]] = {}
    for folder in folders:
        with disk_errors(folder, "add up the sizes of its files"):
            for found in _files(folder):
                file = (found.st_dev, found.st_ino)
                left, _ = names_left.get(file, (found.st_nlink, 0))
                names_left[file] = (left - 1, found.st_size)
    return sum(size for left, size in names_left.values() if left == 0)


def _files(folder: Path) -> Iterable[os.stat_result]:
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                yield os.lstat(os.path.join(path, name))
            except FileNotFoundError:  # somebody deletes it too
                continue
