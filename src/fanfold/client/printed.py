"""What a task wrote to stdout and stderr."""

from __future__ import annotations

from fanfold.store import logs
from fanfold.store.folder import RunFolder
from fanfold.store.logs import LogSlice, Stream
from fanfold.store.rows import Found

STREAMS: dict[str, Stream] = {"stdout": "out", "stderr": "err"}


def slice_of(found: Found, stream: str) -> LogSlice:
    """Where in the logs it lies; an empty slice where the task wrote nothing.

    Raises:
        ValueError: there is no such stream.
    """
    if stream not in STREAMS:
        raise ValueError(f"A task has stdout and stderr, and no {stream!r}.")
    first_out, stop_out, first_err, stop_err = found.record.output or (0, 0, 0, 0)
    first, stop = (first_out, stop_out) if stream == "stdout" else (first_err, stop_err)
    return LogSlice(found.pack, STREAMS[stream], first, stop)


def printed(folder: RunFolder, found: Found, stream: str) -> bytes:
    """The bytes that were written."""
    return logs.read(folder, slice_of(found, stream))
