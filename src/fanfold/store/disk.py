"""What an `OSError` of the disk means to a reader.

A full disk, a spent quota and a failing device are failures of the machine: no attempt is charged for them,
launching stops, and the run says which folder was meant. So they are recognised in one place, and told in one
form.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fanfold.model.errors import StorageError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def is_full(error: BaseException) -> bool:
    """Whether no more bytes fit: the disk is full, the quota is spent, or a file may not grow further."""
    return isinstance(error, OSError) and error.errno in _FULL


def is_disk_failure(error: BaseException) -> bool:
    """Whether the machine is to blame and not the user's code: `is_full`, or the device failed."""
    return is_full(error) or (isinstance(error, OSError) and error.errno == errno.EIO)


def storage_error(error: OSError, path: Path, doing: str) -> StorageError:
    """The error for a reader: what could not be done (`doing`, such as "write the ledger"), where, and the
    remedy.
    """
    reason = error.strerror or str(error)
    return StorageError(f"Could not {doing} in {path}: {reason}.", remedy=_remedy(error, path))


def _remedy(error: OSError, path: Path) -> str:
    if is_full(error):
        return f"Free some space on its disk ({free_bytes(path):,} bytes are free), then use resume."
    if error.errno in _READ_ONLY:
        return "Make the folder writable, or set FANFOLD_HOME to a folder that is."
    if error.errno == errno.EIO:
        return "The device reports errors: check the disk, or set FANFOLD_HOME to a folder on another one."
    return "Set FANFOLD_HOME to a folder that can be read and written."


def free_bytes(path: Path) -> int:
    """How much this user may still write to the disk that holds `path`; 0 where that cannot be told."""
    try:
        found = os.statvfs(path)
    except (OSError, AttributeError):
        return 0
    return found.f_bavail * found.f_frsize


@contextmanager
def disk_errors(path: Path, doing: str) -> Iterator[None]:
    """Turn every `OSError` of the block into a `StorageError` that names `path`."""
    try:
        yield
    except OSError as error:
        raise storage_error(error, path, doing) from error
