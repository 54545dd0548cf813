"""A function given by its dotted name, as parsers may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def function_of(function: Callable[..., Any] | str) -> Callable[..., Any]:
    """The function itself.

    Raises:
        ImportError: there is no such module. AttributeError: it has no such function.
    """
    if not isinstance(function, str):
        return function
    from importlib import import_module

    module, _, name = function.rpartition(".")
    found: Callable[..., Any] = getattr(import_module(module or "builtins"), name)
    return found
