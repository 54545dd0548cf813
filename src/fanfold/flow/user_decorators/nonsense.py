"""Errors about what a user's step decorator gave back."""

from __future__ import annotations

from typing import Any

from fanfold.flow.decorators.decorator import DecoratorError


def nonsense(decoration: Any, message: str, remedy: str) -> DecoratorError:
    """The error for a decorator that did what means nothing, with the line of its definition."""
    function = getattr(type(decoration), "_function", None) or type(decoration).pre_step
    code = function.__code__
    name = type(decoration).__name__
    return DecoratorError(
        f"@{name}: {message}",
        remedy=remedy,
        file=code.co_filename,
        line=code.co_firstlineno,
    )
