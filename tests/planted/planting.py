"""Planting: a module is read with one place changed, in this process only."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

from tests.planted.bug import Bug


def plant(bug: Bug) -> None:
    """From now on the bug's module is imported with the bug in it."""
    assert bug.module not in sys.modules, f"{bug.module} was imported before the bug was planted"
    sys.meta_path.insert(0, _Planter(bug))


class _Planter(MetaPathFinder, Loader):
    def __init__(self, bug: Bug) -> None:
        self._bug = bug

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._bug.module:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        assert spec is not None
        spec.loader = self
        return spec

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None
        assert module.__spec__.origin is not None
        file = module.__spec__.origin
        exec(
            compile(changed(self._bug, Path(file).read_text(encoding="utf-8")), file, "exec"), module.__dict__
        )


def changed(bug: Bug, source: str) -> str:
    """The source with the bug in it."""
    assert source.count(bug.right) == 1, (
        f"{bug.name}: its place stands {source.count(bug.right)} times in {bug.module}"
    )
    return source.replace(bug.right, bug.wrong)
