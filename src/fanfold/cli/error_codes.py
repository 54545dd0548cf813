"""Error codes: what each means, and what to do. The classes say so themselves, in their docstrings."""

from __future__ import annotations

from importlib import import_module
from inspect import getdoc

from fanfold.model.errors import FanfoldError
from fanfold.model.named import NamedTuple

MODULES = (
    "fanfold.model.errors",
    "fanfold.flow.decorators.decorator",
    "fanfold.flow.parallel_map",
    "fanfold.s3.errors",
)
"""Where errors with codes of their own are."""


class ErrorCode(NamedTuple):
    """One code: the name of its class and of the class above, what is printed first, and what to know."""

    code: str
    name: str
    parent: str
    headline: str
    meaning: str
    advice: str


def error_codes() -> list[ErrorCode]:
    """All of them, in the order of their codes."""
    found = {
        kind.code: kind
        for module in map(import_module, MODULES)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, FanfoldError) and "code" in vars(kind)
    }
    return [_described(kind) for _, kind in sorted(found.items())]


def _described(kind: type[FanfoldError]) -> ErrorCode:
    meaning, _, advice = (getdoc(kind) or "").partition("\n\n")
    parent = kind.__bases__[0].__name__
    return ErrorCode(kind.code, kind.__name__, parent, kind.headline, _line(meaning), _line(advice))


def _line(text: str) -> str:
    return " ".join(text.split())
