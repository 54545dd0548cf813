"""A flow's class on its way to a process that cannot import it.

A class of a notebook's cell, of an interactive session or of a function lies in no file that could be
imported, and a script that calls `fanfold.run` must not run again in each process of its run. Such a class
travels by value: its functions and what they refer to, as cloudpickle takes them apart.

Tasks pickle what they make by name (`__main__.X`), and who reads it later looks it up by name. So in the
process where the parcel is opened a module of that name has to stand in, with the classes and functions that
came along. What is importable from there goes by name as ever. Source that lies in no file comes along too:
the graph is read from it, and tracebacks show it.
"""

from __future__ import annotations

import io
import linecache
import marshal
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pickle import Unpickler
from types import CodeType, FunctionType, ModuleType
from typing import Any

import cloudpickle

from fanfold.flow.source_text import text_of_code
from fanfold.model.errors import FlowError
from fanfold.model.named import NamedTuple
from fanfold.store.code import is_local

MAIN = "__main__"

_opened: list[type] = []
_replaced: list[ModuleType] = []
"""Modules that stood there before: functions of theirs may still run, and need their globals."""


class Parcel(NamedTuple):
    """A class, and what its new process must know besides.

    Attributes:
        pickled: two pickles that share a memo: the class with what goes along, and what is to be found by
            name afterwards.
        stand_ins: the names of the modules that cannot be imported there, with their files.
        sources: the text of what lies in no file, by the name that Python knows it by.
    """

    pickled: bytes
    path: tuple[str, ...]
    argv: tuple[str, ...]
    stand_ins: Mapping[str, str | None]
    sources: Mapping[str, str]


def pack(flow_class: type[Any], *, along: Any = None, met: Any = None) -> Parcel:
    """The class and some values as a parcel.

    Args:
        met: values that its tasks meet and that do not go along: their classes do.

    Raises:
        FlowError: something of it cannot be pickled; the message names it.
    """
    stand_ins = {MAIN: sys.modules[MAIN], **_not_importable()}
    packer, scout = _Packer(stand_ins), _Packer(stand_ins)
    by_value = [module for name, module in stand_ins.items() if name != MAIN]
    for module in by_value:
        cloudpickle.register_pickle_by_value(module)
    try:
        scout.dump(met)
        packer.dump((flow_class, along))
        packer.dump({**scout.named, **packer.named})
    except Exception as error:  # whatever a user's own __reduce__ raises
        raise _unpackable(flow_class, packer, error) from error
    finally:
        for module in by_value:
            cloudpickle.unregister_pickle_by_value(module)
    used = {MAIN} | {module for module, _ in (*scout.named, *packer.named)}
    return Parcel(
        packer.file.getvalue(),
        tuple(sys.path),
        tuple(sys.argv),
        {name: getattr(module, "__file__", None) for name, module in stand_ins.items() if name in used},
        _sources({**scout.codes, **packer.codes}),
    )


def unpack(parcel: Parcel) -> tuple[type[Any], Any]:
    """The class and what came along; this process then has its modules, path and arguments."""
    sys.path[:] = parcel.path
    sys.argv[:] = parcel.argv
    for file, text in parcel.sources.items():
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    modules = {name: _stand_in(name, file) for name, file in parcel.stand_ins.items()}
    unpickler = Unpickler(io.BytesIO(parcel.pickled))
    flow_class, along = unpickler.load()
    _opened.append(flow_class)
    for (module, name), value in unpickler.load().items():
        setattr(modules[module], name, value)
    return flow_class, along


def was_opened() -> bool:
    """Whether this process got its flow in a parcel, so that there is no file to run again."""
    return bool(_opened)


def is_importable(flow_class: type) -> bool:
    """Whether another process with this one's `sys.path` comes to the class by importing its module."""
    module = sys.modules.get(flow_class.__module__)
    found: Any = module
    for part in flow_class.__qualname__.split("."):
        found = getattr(found, part, None)
    if module is None or found is not flow_class or flow_class.__module__ == MAIN:
        return False
    return flow_class.__module__ not in _not_importable()


class _Packer(cloudpickle.Pickler):  # type: ignore[misc]  # cloudpickle has no types
    """Notes what goes by value."""

    def __init__(self, stand_ins: Mapping[str, ModuleType]) -> None:
        self.file = io.BytesIO()
        super().__init__(self.file, protocol=5)
        self.named: dict[tuple[str, str], Any] = {}
        self.codes: dict[CodeType, Mapping[str, Any]] = {}
        self._stand_ins = stand_ins

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, CodeType):
            # As it is, since the other process runs the same Python. cloudpickle leaves out the file's name,
            # which tracebacks and the graph's source are found by.
            return marshal.loads, (marshal.dumps(obj),)
        if (
            isinstance(obj, ModuleType)
            and sys.modules.get(obj.__name__) is obj
            and type(obj) is not ModuleType
        ):
            return import_module, (obj.__name__,)  # a package that loads what it holds when it is asked: ours
        if isinstance(obj, type | FunctionType):
            self._note(obj)
        return super().reducer_override(obj)

    def _note(self, obj: type | FunctionType) -> None:
        module = self._stand_ins.get(obj.__module__)
        if module is not None and vars(module).get(obj.__qualname__) is obj:
            self.named[obj.__module__, obj.__qualname__] = obj
        if isinstance(obj, FunctionType):
            self.codes[obj.__code__] = obj.__globals__


def _not_importable() -> dict[str, ModuleType]:
    """The modules of the user's that another process would not find, or would find another of that name."""
    return {
        name: module
        for name, module in list(sys.modules.items())
        if name not in (MAIN, "__mp_main__")
        and isinstance(file := getattr(module, "__file__", None), str)
        and is_local(file)
        and not _is_found(name, file)
    }


def _is_found(name: str, file: str) -> bool:
    path: Any = None
    for end in (*(at for at, letter in enumerate(name) if letter == "."), len(name)):
        spec = _find(name[:end], path)
        if spec is None:
            return False
        path = spec.submodule_search_locations
    return spec.origin is not None and spec.origin == file


def _find(name: str, path: Any) -> Any:
    for finder in sys.meta_path:
        find = getattr(finder, "find_spec", None)
        spec = None if find is None else find(name, path)
        if spec is not None:
            return spec
    return None


def _stand_in(name: str, file: str | None) -> ModuleType:
    module = ModuleType(name)
    if file is not None:
        module.__file__ = file
    if name in sys.modules:
        _replaced.append(sys.modules[name])
    sys.modules[name] = module
    if name != MAIN:
        cloudpickle.register_pickle_by_value(module)
    return module


def _sources(codes: Mapping[CodeType, Mapping[str, Any]]) -> dict[str, str]:
    """The text behind these functions that is in no file."""
    import os

    found: dict[str, str] = {}
    for code, names in codes.items():
        file = code.co_filename
        if file not in found and not os.path.isfile(file):
            text = text_of_code(code, names)
            found[file] = text if isinstance(text, str) else text.decode("utf-8", "replace")
    return {file: text for file, text in found.items() if text}


def _unpackable(flow_class: type, packer: _Packer, error: Exception) -> FlowError:
    reason = str(error).partition("\n")[0]
    return FlowError(
        f"{flow_class.__name__} cannot be handed to worker processes: {_culprit(packer) or reason}.",
        remedy="Make it inside the step that needs it, or put the flow into a file that can be imported.",
    )


def _culprit(packer: _Packer) -> str:
    """The global that cannot be pickled, with the function that refers to it."""
    for code, names in packer.codes.items():
        for name in _names_in(code):
            if name in names and not _travels(names[name]):
                kind = type(names[name])
                return (
                    f"{code.co_qualname} refers to the global {name}, a {kind.__module__}.{kind.__qualname__}"
                )
    return ""


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_in(constant)


def _travels(value: Any) -> bool:
    try:
        cloudpickle.dumps(value)
    except Exception:  # noqa: BLE001 - whatever a user's own __reduce__ raises
        return False
    return True
