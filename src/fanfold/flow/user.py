"""Who runs the flow."""

from __future__ import annotations

import os

from fanfold.model.variables import USER_VARIABLES


def user_name() -> str:
    """Who runs it. Never an error: whoever has no name is their number."""
    for variable in USER_VARIABLES:
        if os.environ.get(variable):
            return os.environ[variable]
    return f"uid-{os.getuid()}"
