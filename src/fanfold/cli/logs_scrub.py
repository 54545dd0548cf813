"""`logs scrub RUN/STEP[/TASK]`: make what tasks printed unreadable, where a secret got into it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from fanfold.store.disk import disk_errors

if TYPE_CHECKING:
    from fanfold.client import Task

REDACTED = b"[REDACTED]"


def scrub(tasks: Iterable[Task], streams: Iterable[str]) -> int:
    """Write over what these tasks printed. In place: a resumed run shares its origin's logs, and there the
    secret must be gone too.
    """
    wanted = tuple(streams)
    count = 0
    for task in tasks:
        for stream in wanted:
            count += _scrub(task, stream)
    print(f"{count} logs were made unreadable.", file=sys.stderr)
    return 0


def _scrub(task: Task, stream: str) -> bool:
    from fanfold.client.printed import slice_of

    found = task._now()
    if found is None:
        return False
    part = slice_of(found, stream)
    length = part.stop - part.first
    if length <= 0:
        return False
    path = task._run.folder.log(part.stem, part.stream)
    with disk_errors(path, "write over the log"):
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.pwrite(descriptor, _blank(length), part.first)
        finally:
            os.close(descriptor)
    return True


def _blank(length: int) -> bytes:
    """As many bytes as there were, since what other tasks printed lies behind them."""
    text = REDACTED if length > len(REDACTED) else b"*" * (length - 1)
    return text + b" " * (length - len(text) - 1) + b"\n"
