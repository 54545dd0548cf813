"""Which types of cards there are: ours, those that the flow's file defines or imports, and those of packages
that extend the authoring API.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from types import ModuleType

from fanfold.cards.card import MetaflowCard

OURS = {"default": "DefaultCard", "blank": "BlankCard", "html": "HTMLCard", "error": "ErrorCard"}
"""Each in the module of `kinds` that bears its name."""


def kind_named(name: str) -> type[MetaflowCard] | None:
    """The type of that name; None if there is none."""
    if name in OURS:
        found: type[MetaflowCard] = getattr(import_module(f"fanfold.cards.kinds.{name}"), OURS[name])
        return found
    mine = next((kind for kind in _below(MetaflowCard) if kind.type == name), None)
    return mine or next((kind for kind in _of_extensions() if kind.type == name), None)


def names_known() -> list[str]:
    """The names of all types that are known so far."""
    return [*OURS, *{str(kind.type) for kind in _below(MetaflowCard) if kind.type and kind.type not in OURS}]


def _below(kind: type[MetaflowCard]) -> Iterator[type[MetaflowCard]]:
    """The subclasses, the last defined first: a flow that is imported anew means its new class."""
    for each in reversed(kind.__subclasses__()):
        yield each
        yield from _below(each)


def _names_in(module: ModuleType) -> list[str]:
    """The packages and modules in a package. By what lies there: many have no `__init__.py`, and `pkgutil`
    passes over these.
    """
    names: set[str] = set()
    for folder in getattr(module, "__path__", ()):
        with suppress(OSError):
            names.update(each.removesuffix(".py") for each in os.listdir(folder))
    return sorted(name for name in names if name.isidentifier() and not name.startswith("__"))


def _of_extensions() -> Iterator[type[MetaflowCard]]:
    """What packages below `metaflow_extensions` list as `CARDS`. They import the name metaflow, so they are
    found where it means fanfold.
    """
    for module in _modules("metaflow_extensions", ("", "plugins", "cards", "")):
        for kind in getattr(module, "CARDS", ()):
            if isinstance(kind, type) and issubclass(kind, MetaflowCard):
                yield kind


def _modules(name: str, below: tuple[str, ...]) -> Iterator[ModuleType]:
    """The modules at the end of a path of names, where an empty name stands for any."""
    try:
        module = import_module(name)
    except Exception:  # noqa: BLE001 - other people's packages, most of which are not there
        return
    if not below:
        yield module
        return
    wanted, *rest = below
    for each in [wanted] if wanted else _names_in(module):
        yield from _modules(f"{name}.{each}", tuple(rest))
