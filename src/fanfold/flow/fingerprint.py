"""The fingerprint of code: what has to be the same for a task to give the same again.

What counts as the code of a step is its own text, and that of all local functions, methods and classes that
it uses, and so on from there; and the values that these name, such as `LIMIT = 0.5`: those of local modules,
those around a function, and its defaults. They are found through the names in compiled code, so nothing is
run to find them. Local is what no installer put there (see `store/code.py`). Installed packages do not count:
`@cache(version=…)` is for them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from types import BuiltinMethodType, FunctionType, MethodType, ModuleType
from typing import Any

from fanfold.flow.codetext import SelfReads, codes, definition_of, text_digest
from fanfold.flow.constants import Constant
from fanfold.flow.named_values import digest_of_named
from fanfold.flow.parameter import Parameter
from fanfold.flow.source_text import SourceFiles, unwrapped
from fanfold.model.named import NamedTuple
from fanfold.store.code import is_installed, is_local
from fanfold.store.digests import digest

_PLACES = frozenset(["index", "foreach_stack"])
_MADE = frozenset(["_abc_impl", "_member_map_", "_member_names_", "_value2member_map_", "_hashable_values_"])
_OURS = frozenset(["input", "next", "name", "script_name", "merge_artifacts"])


class Fingerprint(NamedTuple):
    """What a step's result depends on besides its item.

    Attributes:
        parts: each function, class and value that counts, by name, with a digest.
        reads: the artifacts and parameters that the code reads.
        places: "index" and "foreach_stack", if it reads where it stands.
        anything: where the task itself is handed on, so that anything of it may be read; empty if nowhere.
        unread: values that cannot be pickled, by name, of which only their type counts.
    """

    parts: dict[str, str]
    reads: tuple[str, ...]
    places: tuple[str, ...]
    anything: str
    unread: dict[str, str]

    @property
    def digest(self) -> bytes:
        """One digest of all parts."""
        return digest(repr(sorted(self.parts.items())).encode())


def fingerprint_of(flow_class: type[Any], step: str) -> Fingerprint:
    """The fingerprint of a step."""
    search = _Search(flow_class)
    search.method(getattr(flow_class, step))
    reads = tuple(sorted(search.reads.keys() - _PLACES - _OURS))
    places = tuple(sorted(search.reads.keys() & _PLACES))
    return Fingerprint(search.parts, reads, places, search.anything, search.unread)


class _Search:
    """Goes from a function to all that counts."""

    def __init__(self, flow_class: type[Any]) -> None:
        self.parts: dict[str, str] = {}
        self.reads: dict[str, None] = {}
        self.unread: dict[str, str] = {}
        self.anything = ""
        self._flow_class = flow_class
        self._files = SourceFiles()
        self._seen: set[int] = set()

    def method(self, function: Callable[..., Any]) -> None:
        """A step, or a method of the flow that one calls."""
        plain = unwrapped(function)
        if id(plain) in self._seen or not isinstance(plain, FunctionType):
            return
        definition = definition_of(self._files, plain)
        self.function(plain)
        if definition is None:
            self.reads |= dict.fromkeys(plain.__code__.co_names)
            return
        found = SelfReads(definition)
        if found.elsewhere and not self.anything:
            self.anything = f"{plain.__qualname__}, line {found.elsewhere}"
        for name in found.names:
            self._read(name)

    def _read(self, name: str) -> None:
        """An attribute of the flow: one of its methods, or a name to be read when it runs."""
        value = next((vars(owner)[name] for owner in self._flow_class.__mro__ if name in vars(owner)), None)
        if isinstance(value, staticmethod | classmethod):
            self.value(value.__func__, name)
            return
        if isinstance(value, property | cached_property):
            value = value.fget if isinstance(value, property) else value.func
        if value is None or isinstance(value, Parameter | Constant) or not callable(value):
            self.reads[name] = None
        elif getattr(value, "is_step", False) or getattr(value, "__module__", "") == "fanfold.flow.spec":
            if name in _PLACES:
                self.reads[name] = None
        else:
            self.method(value)

    def function(self, function: FunctionType) -> None:
        """A function: its text, and all that it names."""
        plain = unwrapped(function)
        for each in dict.fromkeys((function, plain)):
            if id(each) in self._seen or not isinstance(each, FunctionType):
                continue
            self._seen.add(id(each))
            if not _is_local(each):
                continue
            definition = definition_of(self._files, each)
            self._add(f"{_scope(each)}{each.__qualname__}", text_digest(each, definition))
            self._named_in(each)

    def _named_in(self, function: FunctionType) -> None:
        where = _scope(function)
        for code in codes(function.__code__):
            for name in code.co_names:
                if name in function.__globals__:
                    value = function.__globals__[name]
                    self.value(value, f"{where}{name}")
                    if isinstance(value, ModuleType) and _is_local_module(value):
                        self._members(value, code.co_names)
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
            try:
                self.value(cell.cell_contents, f"{where}{function.__qualname__}.{name}")
            except ValueError:  # it is not set yet
                continue
        defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
        self.value(defaults, f"{where}{function.__qualname__} defaults")

    def _members(self, module: ModuleType, names: Iterable[str]) -> None:
        for name in names:
            if name in vars(module):
                value = vars(module)[name]
                self.value(value, f"{module.__name__}.{name}")
                if isinstance(value, ModuleType) and _is_local_module(value) and id(value) not in self._seen:
                    self._seen.add(id(value))
                    self._members(value, names)

    def value(self, value: Any, name: str) -> None:
        """Whatever a name stands for."""
        if isinstance(value, FunctionType):
            self.function(value)
        elif isinstance(value, MethodType):
            self.value(value.__func__, name)
            self.value(value.__self__, f"{name} of")
        elif isinstance(value, partial):
            self.value(value.func, name)
            self.value((value.args, value.keywords), f"{name} arguments")
        elif isinstance(value, type):
            self._class(value)
        elif isinstance(inner := getattr(value, "__wrapped__", None), FunctionType):  # lru_cache and its like
            self.value(inner, name)
        elif isinstance(value, BuiltinMethodType) and not isinstance(value.__self__, ModuleType):
            self._add(name, digest(value.__qualname__.encode()).hex())
            self.value(value.__self__, f"{name} of")
        elif _is_local_class(type(value)) and hasattr(value, "__dict__"):
            self._class(type(value))
            self._object(value, name)
        else:
            self._add(name, self._plain(value, name))

    def _plain(self, value: Any, name: str) -> str:
        """What changes when the value does; only its type where that cannot be had."""
        found = digest_of_named(value, self._met)
        if found is None:
            kind = f"{type(value).__module__}.{type(value).__qualname__}"
            self.unread[name] = kind
            return digest(kind.encode()).hex()
        return found

    def _met(self, found: FunctionType | type) -> None:
        if isinstance(found, type):
            self._class(found)
        else:
            self.function(found)

    def _object(self, value: Any, name: str) -> None:
        """An object of a local class counts with its plain attributes."""
        if id(value) not in self._seen:
            self._seen.add(id(value))
            for attribute, held in getattr(value, "__dict__", {}).items():
                self.value(held, f"{name}.{attribute}")

    def _class(self, owner: type) -> None:
        if id(owner) in self._seen or not _is_local_class(owner) or owner is self._flow_class:
            return
        self._seen.add(id(owner))
        if hasattr(owner, "foreach_stack"):  # a flow that a step names: what it runs is not part of the step
            return
        name = owner.__qualname__
        fields = [f"{field}: {kind}" for field, kind in getattr(owner, "__annotations__", {}).items()]
        self._add(
            name, digest(repr((fields, [base.__qualname__ for base in owner.__bases__])).encode()).hex()
        )
        for base in owner.__bases__:
            self._class(base)
        for member, value in list(vars(owner).items()):
            held = getattr(value, "fget", None) or getattr(value, "__func__", None) or value
            is_made = member.startswith("__") or member in _MADE  # by Python, from what the class says
            if isinstance(held, FunctionType) or not is_made:
                self.value(held, f"{name}.{member}")

    def _add(self, name: str, found: str) -> None:
        """Two of one name (a lambda and another) both count."""
        before = self.parts.get(name)
        self.parts[name] = found if before in (None, found) else digest(f"{before}{found}".encode()).hex()


def _scope(function: FunctionType) -> str:
    """What comes before the names of a function's file: `prices.`. Not its module: that is `__main__` in one
    process and not in another. Nothing for what was typed at a prompt or in a notebook's cell, whose name
    Python makes up anew each time.
    """
    file = function.__code__.co_filename
    return f"{os.path.basename(file).removesuffix('.py')}." if os.path.isfile(file) else ""


def _is_local(function: FunctionType) -> bool:
    """A cell and a prompt are nobody's but the user's, although there is no such file."""
    file = function.__code__.co_filename
    return not file.startswith("<frozen") and not is_installed(file)


def _is_local_module(module: ModuleType) -> bool:
    file = getattr(module, "__file__", None)
    return isinstance(file, str) and is_local(file)


def _is_local_class(owner: type) -> bool:
    import sys

    module = sys.modules.get(owner.__module__)
    if owner.__module__ == "__main__":
        return True
    return module is not None and _is_local_module(module)
