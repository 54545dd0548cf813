"""Sees imports that happen inside tasks: what they change must stay, and a generator that comes with one is
seeded at once.

A finder that stands first in `sys.meta_path` is asked for every module that is not loaded yet. It asks the
others, and marks the spec that they give: while it is marked, the spec tells when its module begins and
ends to run, which Python's import system notes on it in `_initializing`. Loader and spec stay the user's in
all else, and no frame of ours stands in a traceback, as it would if we wrapped the loader.
"""

from __future__ import annotations

import os
import sys
from _thread import get_ident
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from typing import Any, Protocol


class Watches(Protocol):
    """Who is told of imports in the main thread."""

    def import_begins(self) -> None:
        """A module that is not imported by another begins to run."""

    def import_ends(self) -> None:
        """It has run, or failed."""


class Imports:
    """The finder. `told` maps modules to what to do right after they have run, in whatever thread."""

    def __init__(self, watch: Watches, told: dict[str, Callable[[], None]]) -> None:
        self.watch = watch
        self.told = told
        self.outermost: ModuleSpec | None = None
        self._thread = get_ident()
        self._process = os.getpid()
        sys.meta_path.insert(0, self)

    def close(self) -> None:
        """Look no more."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(self, name: str, *where: Any) -> ModuleSpec | None:
        """What the others find (`where`: a path, a module to reload), marked if we want to know."""
        is_outermost = self.outermost is None and get_ident() == self._thread
        if not (is_outermost or name in self.told) or os.getpid() != self._process:
            return None
        spec = self._ask_others(name, *where)
        if type(spec) is ModuleSpec:
            spec.__class__ = WatchedSpec
            vars(spec)["_imports"] = self
        return spec

    def _ask_others(self, name: str, *where: Any) -> ModuleSpec | None:
        for finder in sys.meta_path:
            if finder is not self and (find_spec := getattr(finder, "find_spec", None)) is not None:
                spec: ModuleSpec | None = find_spec(name, *where)
                if spec is not None:
                    return spec
        return None

    def begins(self, spec: ModuleSpec) -> None:
        """A marked module begins to run."""
        if self.outermost is None and get_ident() == self._thread:
            self.outermost = spec
            self.watch.import_begins()

    def ends(self, spec: ModuleSpec) -> None:
        """It has run, or failed."""
        if spec.name in self.told and spec.name in sys.modules:
            self.told[spec.name]()
        if self.outermost is spec:
            self.outermost = None
            self.watch.import_ends()


class WatchedSpec(ModuleSpec):
    """A spec whose module is about to run."""

    @property
    def _initializing(self) -> bool:
        return bool(vars(self).get("_initializing"))

    @_initializing.setter
    def _initializing(self, value: bool) -> None:
        vars(self)["_initializing"] = value
        imports: Imports = vars(self)["_imports"]
        if value:
            imports.begins(self)
            return
        del vars(self)["_imports"]
        self.__class__ = ModuleSpec  # type: ignore[assignment]
        imports.ends(self)
