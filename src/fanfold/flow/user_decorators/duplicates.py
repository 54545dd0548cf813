"""What a mutator wants where a decorator is there already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fanfold.flow.decorators.decorator import Decorator, DecoratorError

IGNORE = 1
ERROR = 2
OVERRIDE = 3


def name_of(decorator: Any) -> str:
    """The name by which two decorators count as the same."""
    return str(decorator.name if isinstance(decorator, Decorator) else decorator.decorator_name)


def has_room(added: Any, lists: Sequence[list[Any]], duplicates: int, where: str) -> bool:
    """Whether to add the decorator to these lists. With `OVERRIDE` they are rid of those of its name first.

    Raises:
        DecoratorError: it is there, and `duplicates` is `ERROR`; or it is none of the three.
    """
    if duplicates not in (IGNORE, ERROR, OVERRIDE):
        raise DecoratorError(
            f"duplicates={duplicates!r} means nothing.", remedy="Give IGNORE, ERROR or OVERRIDE of the class."
        )
    name = name_of(added)
    is_there = any(name_of(other) == name for noted in lists for other in noted)
    if not is_there or getattr(added, "repeatable", False):
        return True
    if duplicates == ERROR:
        raise DecoratorError(f"@{name}: {where} has it already.", remedy="Add it with duplicates=OVERRIDE.")
    if duplicates == IGNORE:
        return False
    for noted in lists:
        noted[:] = [other for other in noted if name_of(other) != name]
    return True
