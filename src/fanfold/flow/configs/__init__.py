"""Configs: trees of values that are known before the flow's decorators are evaluated."""

from __future__ import annotations

import sys


def are_used() -> bool:
    """Whether anything in this process has loaded `Config`. A flow without configs pays for none of this."""
    return "fanfold.flow.configs.config" in sys.modules
