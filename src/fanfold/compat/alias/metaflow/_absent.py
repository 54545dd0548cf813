"""Names of Metaflow that fanfold does not have: importing one says so, and what to use instead."""

from __future__ import annotations

from typing import NoReturn

SUBSTITUTES = {
    "package_sources": "The flow's folder is on Python's path as it is; nothing has to be packaged.",
}


def absent(module: str, name: str) -> NoReturn:
    """Raise what an import of this name deserves: ImportError where the name is known, else
    AttributeError.
    """
    if name in SUBSTITUTES:
        raise ImportError(f"fanfold has no {module}.{name}. {SUBSTITUTES[name]}", name=module)
    raise AttributeError(f"module {module!r} has no attribute {name!r}")
