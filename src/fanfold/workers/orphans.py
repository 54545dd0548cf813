"""Orphans: processes that user code started in sessions of their own, so that they did not end with the group
of their worker. The driver, which adopts them, ends them with the run.
"""

from __future__ import annotations

import os
import signal
from time import monotonic, sleep

from fanfold.workers.kinship import children

_SECONDS_MAX = 1.0
_POLL_SECONDS = 0.001


def end_orphans(spared: set[int]) -> None:
    """Kill this process's children but for these, and whoever becomes one by that, until there are none."""
    give_up = monotonic() + _SECONDS_MAX
    while (found := children() - spared) and monotonic() < give_up:
        for pid in found:
            _end(pid)
        sleep(_POLL_SECONDS)


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, os.WNOHANG)
    except (ProcessLookupError, ChildProcessError, PermissionError):  # gone, reaped, or another user's
        return
