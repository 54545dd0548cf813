"""Ballast: space kept for the moment when the disk is full.

A run that meets a full disk must still write how it ended: into the ledger and into run.json. So it reserves
a megabyte when it begins, and gives it up then. A disk with less than that left is told before anything runs.
"""

from __future__ import annotations

import os

from fanfold.store.disk import disk_errors
from fanfold.store.folder import RunFolder

BALLAST_BYTES = 1 << 20
"""Enough for the last commit and its write-ahead log, run.json twice, and the last pages of a log."""


def reserve(folder: RunFolder) -> None:
    """Set the space aside.

    Raises:
        StorageError: there is not that much.
    """
    with disk_errors(folder.path, "reserve space"):
        descriptor = os.open(folder.ballast, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _fill(descriptor)
        except OSError:
            folder.ballast.unlink()
            raise
        finally:
            os.close(descriptor)


def _fill(descriptor: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, BALLAST_BYTES)
        return
    # Random, since a file system may store zeros in no space at all.
    data = memoryview(os.urandom(BALLAST_BYTES))
    while data:
        data = data[os.write(descriptor, data) :]


def free(folder: RunFolder) -> int:
    """Give the space back: because it is needed, or because the run is over. Gives the bytes that became
    free.
    """
    try:
        size = folder.ballast.stat().st_size
        folder.ballast.unlink()
    except OSError:  # already given up; or the disk fails altogether, and then there are larger worries
        return 0
    return size
