"""What tasks wrote to stdout and stderr: append-only files, of which a task is a slice.

A log bears the name of the pack that its worker writes, so `logs/3-1.out` is the stdout behind the records in
`packs/3-1.pack`.
"""

import os
from collections.abc import Iterator
from typing import Literal

from fanfold.model.named import NamedTuple
from fanfold.store.disk import disk_errors, storage_error
from fanfold.store.folder import RunFolder

Stream = Literal["out", "err"]


class LogSlice(NamedTuple):
    """Bytes `first` to `stop` - 1 of one log."""

    stem: str
    stream: Stream
    first: int
    stop: int


def open_for_append(folder: RunFolder, stem: str, stream: Stream) -> int:
    """A descriptor that appends to a log, made if it is not there.

    Raises:
        StorageError: it cannot be made.
    """
    path = folder.log(stem, stream)
    with disk_errors(path, "open the log"):
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)


def read(folder: RunFolder, part: LogSlice) -> bytes:
    """What a task wrote. Bytes that are not there any more are said plainly, in a last line, and never made
    up.

    Raises:
        StorageError: the log cannot be read.
    """
    length = part.stop - part.first
    if length <= 0:
        return b""
    found = _read(folder, part, length)
    if len(found) == length:
        return found
    break_before = b"\n" if found and not found.endswith(b"\n") else b""
    return found + break_before + missing(length - len(found), folder, part).encode() + b"\n"


def size(folder: RunFolder, stem: str, stream: Stream) -> int:
    """How long a log is by now."""
    try:
        return os.stat(folder.log(stem, stream)).st_size
    except FileNotFoundError:
        return 0


def missing(lost_bytes: int, folder: RunFolder, part: LogSlice) -> str:
    """The line that stands where output was lost."""
    name = folder.log(part.stem, part.stream).relative_to(folder.path)
    return f"[fanfold: {lost_bytes} bytes of this output are missing from {name}]"


def _read(folder: RunFolder, part: LogSlice, length: int) -> bytes:
    path = folder.log(part.stem, part.stream)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise storage_error(error, path, "read the log") from error
    try:
        return b"".join(_pieces(descriptor, part.first, length))
    finally:
        os.close(descriptor)


def _pieces(descriptor: int, offset: int, length: int) -> Iterator[bytes]:
    # One read gives at most 2 GB.
    while length and (piece := os.pread(descriptor, length, offset)):
        yield piece
        offset += len(piece)
        length -= len(piece)
