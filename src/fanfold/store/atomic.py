"""Replacing a whole file so that a reader, or a power cut, meets the old one or the new one and nothing
between.
"""

from __future__ import annotations

import os
from pathlib import Path

from fanfold.store.disk import disk_errors


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` at `path`: written beside it, synced, renamed over it.

    Raises:
        StorageError: it cannot be written; what was there before is still there.
    """
    # One writer at a time (callers hold a lock), so one fixed name does, and a crash leaves at most one such
    # file.
    beside = path.with_name(f".{path.name}.new")
    with disk_errors(path.parent, f"write {path.name}"):
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            _write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(beside, path)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def sync_folder(path: Path) -> None:
    """Make the names in a folder survive a power cut."""
    with disk_errors(path, "sync the folder"):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
