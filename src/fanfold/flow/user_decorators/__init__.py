"""Decorators that users write: around a step (`step_decorator`), and of what a flow is (`mutators`)."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from fanfold.flow.decorators.catalog import MODULES
from fanfold.flow.extensions import EXTENSION_DECORATORS


def are_used() -> bool:
    """Whether anything in this process has loaded them. A flow without any pays for none of this."""
    return "fanfold.flow.user_decorators.decoration" in sys.modules


def may_be_meant(with_specs: Sequence[str]) -> bool:
    """Whether one of these texts of `--with` names a decorator that is none of ours."""
    names = (text.partition(":")[0].strip() for text in with_specs)
    return any(name not in MODULES and name not in EXTENSION_DECORATORS for name in names)
