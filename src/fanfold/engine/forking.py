"""Whether workers may be forked from this process, or must be interpreters of their own."""

from __future__ import annotations

import sys


def why_not_fork() -> str | None:
    """Why workers cannot be forked from this process, as one sentence to be said once; None: they can."""
    reason = _reason()
    return reason and f"Every worker is a Python of its own and imports the flow's file anew, since {reason}."


def can_fork() -> bool:
    """Whether a fork of this process is sound."""
    return _reason() is None


def _reason() -> str | None:
    if sys.platform != "linux":
        return "processes cannot be forked safely on this system"
    if "ipykernel" in sys.modules:
        return "this is a notebook"
    from fanfold.workers.forkable import obstacle

    return obstacle()
