"""A config as it was written."""

from collections.abc import Callable
from typing import Any

from fanfold.flow.callsite import CallSite
from fanfold.model.named import NamedTuple


class Definition(NamedTuple):
    """The arguments of a `Config`, where it was written, and the class in whose body that was."""

    name: str
    default: str | Callable[..., Any] | None
    default_value: Any
    help: str
    required: bool
    parser: str | Callable[[str], Any] | None
    plain: bool
    site: CallSite
    flow_name: str
