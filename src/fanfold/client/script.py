"""The code of a run: its script, and the modules beside it.

The run keeps copies in its `code/`. Where it kept none, the script is read where it lay. It is imported under
a private name, so that its main block does not run.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import ModuleType

from fanfold.model.errors import RunError
from fanfold.store import runjson
from fanfold.store.code import LIST_NAME
from fanfold.store.folder import RunFolder

ALIAS_FOLDER = str(Path(__file__).parents[1] / "compat" / "alias")
"""For scripts that import `metaflow` where the real one is not installed."""


_being_imported: list[str] = []


class _Enough(BaseException):
    """Leaves a script that is being imported; what it has defined by then is there."""


def leave_imported() -> None:
    """To be called by whatever runs a flow: a script without a main block that is imported for a class of its
    is left here, where it would run its flow again.
    """
    if _being_imported:
        raise _Enough


class Script:
    """The script of one run."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._module: ModuleType | None = None

    @cached_property
    def path(self) -> Path:
        """The script as it was run: where it lay."""
        return Path(runjson.read(self._folder).script)

    @cached_property
    def file(self) -> Path:
        """Where it can be read: the run's own copy, if there is one."""
        kept = self._folder.code / self._kept_name()
        return kept if kept.is_file() else self.path

    def _kept_name(self) -> str:
        try:
            listed = json.loads((self._folder.code / LIST_NAME).read_bytes())
            return next(str(name) for name, file in listed.items() if file["path"] == str(self.path))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, StopIteration):
            return self.path.name

    def is_main(self) -> bool:
        """Whether this very process runs it, or it is no file (a notebook, `python -c`) that could be run."""
        main = getattr(sys.modules["__main__"], "__file__", None)
        if not self.file.is_file():
            return True
        return isinstance(main, str) and os.path.realpath(main) == os.path.realpath(self.path)

    def module(self) -> ModuleType:
        """The script, imported once.

        Raises:
            RunError: it is gone, or importing it raised.
        """
        if self._module is None:
            with self.on_path():
                self._module = self._imported()
        return self._module

    @contextmanager
    def on_path(self) -> Iterator[None]:
        """Make what lies beside the script importable, behind all that is importable anyway."""
        before = list(sys.path)
        folders = (str(self._folder.code), str(self.path.parent), ALIAS_FOLDER)
        sys.path += [place for place in folders if place not in before]
        try:
            yield
        finally:
            sys.path[:] = before

    def _imported(self) -> ModuleType:
        name = f"fanfold_script_{self._folder.flow}_{self._folder.run_id}"
        module = sys.modules[name] = ModuleType(name)  # there, so that its objects can be pickled again
        module.__file__ = str(self.file)
        _being_imported.append(str(self.path))
        try:
            exec(compile(self.file.read_bytes(), str(self.file), "exec", dont_inherit=True), module.__dict__)
        except _Enough:
            pass
        except Exception as error:
            del sys.modules[name]
            raise RunError(
                f"An artifact needs a class of {self.file}, and importing that failed: {error!r}.",
                remedy="Install what the flow was run with, or read the run from the flow's own file.",
            ) from error
        finally:
            _being_imported.pop()
        return module
