"""Who runs the flow."""

from __future__ import annotations

import os


def user_name() -> str:
    """Who runs it. Never an error: whoever has no name is their number."""
    for variable in ("FANFOLD_USER", "METAFLOW_USER", "SUDO_USER", "USERNAME", "USER"):
        if os.environ.get(variable):
            return os.environ[variable]
    return f"uid-{os.getuid()}"
