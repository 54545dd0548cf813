"""Whether workers may be forked from this process, or must be interpreters of their own."""

from __future__ import annotations

import sys


def can_fork() -> bool:
    """Whether a fork of this process is sound: Linux, and no Python thread runs beside this one."""
    threading = sys.modules.get("threading")
    return sys.platform == "linux" and (threading is None or threading.active_count() == 1)
