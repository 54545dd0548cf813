"""Loading artifacts in a process that is not the flow's.

A flow's file runs as `__main__`, so its classes are pickled as `__main__.X`; what it imports from files
beside it is pickled under names that nobody else may be able to import. Where a class is asked for that this
process lacks, it is looked for in the run's own code (see `script`).
"""

from __future__ import annotations

import io
import os
import sys
from collections import OrderedDict
from collections.abc import Iterable
from pickle import Unpickler, loads
from types import ModuleType
from typing import Any, cast
from weakref import finalize

from fanfold.client.script import Script
from fanfold.model.errors import RunError
from fanfold.store.codec import Entry, Stored, is_stored
from fanfold.store.folder import RunFolder
from fanfold.store.items import ItemReader
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.packs import PackReader

PACKS_OPEN_MAX = 128
"""Isolated tasks have a pack each, so a run may have more of them than a process may have open files."""


class Values(Packs):
    """The packs of a run, as the client reads them."""

    def __init__(self, folder: RunFolder, script: Script) -> None:
        super().__init__(folder.packs)
        self._script = script
        self._recent: OrderedDict[str, PackReader] = OrderedDict()

    def __getitem__(self, name: str) -> PackReader:
        pack = self._recent.get(name)
        if pack is None:
            pack = self._recent[name] = super().__getitem__(name)
            # Closed when nobody uses it any more, which may be after it was let go of here.
            finalize(pack, os.close, pack.descriptor)
            del self._open[name]
            if len(self._recent) > PACKS_OPEN_MAX:
                self._recent.popitem(last=False)
        return pack

    def close(self) -> None:
        """Let go of all packs."""
        self._recent.clear()

    def load(self, entry: Entry) -> Any:
        """The value of an entry, a new object each time.

        Raises:
            RunError: its class cannot be found, neither here nor in the run's code.
        """
        if type(entry) is not tuple:
            return entry
        if not is_stored(entry):
            return self.unpickled(cast("tuple[bytes]", entry)[0], ())
        data, buffers = self.parts(cast("Stored", entry))
        return self.unpickled(data, [mapped.view for mapped in buffers])

    def items(self, location: Location) -> RunItems:
        """The items of a fan, whose index lies there."""
        return RunItems(self, location, self._script)

    def unpickled(self, data: bytes, buffers: Iterable[memoryview]) -> Any:
        """The object behind a pickle."""
        if b"__main__" not in data:
            try:
                return loads(data, buffers=buffers)
            except (ImportError, AttributeError):
                pass  # of a module beside the flow's file, or a class that has left it
        return Finder(self._script, data, buffers).load()


class RunItems(ItemReader):
    """The items of a fan, read by a process that may lack their classes."""

    def __init__(self, values: Values, location: Location, script: Script) -> None:
        super().__init__(values, location, copies=False)
        self._script = script

    def _unpickler(self, data: bytes, buffers: list[memoryview]) -> Unpickler:
        return Finder(self._script, data, buffers)


class Finder(Unpickler):
    """Unpickles with the run's code at hand."""

    def __init__(self, script: Script, data: bytes, buffers: Iterable[memoryview]) -> None:
        super().__init__(io.BytesIO(data), buffers=buffers)
        self._script = script

    def find_class(self, module_name: str, global_name: str) -> Any:
        if module_name == "__main__":
            return self._of_script(global_name)
        try:
            with self._script.on_path():
                __import__(module_name)
            return _member(sys.modules[module_name], global_name)
        except (ImportError, AttributeError) as error:
            raise RunError(
                f"An artifact is a {global_name} of the module {module_name}, which is not here: {error}.",
                remedy="Install what the flow was run with, or read it with the Python that ran the flow.",
            ) from error

    def _of_script(self, name: str) -> Any:
        # A script of the reader's may have a class of that name too, so it is asked last.
        is_elsewhere = self._script.is_main() or not self._script.file.is_file()
        places = [] if is_elsewhere else [self._script.module()]
        for module in (*places, sys.modules["__main__"]):
            try:
                return _member(module, name)
            except AttributeError:
                continue
        raise RunError(
            f"An artifact is a {name} of the flow's file, where no such name is any more.",
            remedy=f"Define or import {name} in the script that reads it.",
        )


def _member(module: ModuleType, name: str) -> Any:
    found: Any = module
    for part in name.split("."):
        found = getattr(found, part)
    return found
