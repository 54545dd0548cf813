"""Flows written to a file and run, again and again, with what was changed in between."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from itertools import count
from pathlib import Path
from shutil import rmtree
from types import ModuleType
from typing import Any

from fanfold.client import Run, metadata, namespace
from fanfold.engine import driver
from fanfold.engine.options import RunOptions
from fanfold.engine.resuming import resume
from fanfold.engine.silent import Silent
from fanfold.store.folder import RunFolder
from tests.inline_run import Ran

_numbers = count()

FLOW = """
from fanfold import FlowSpec, Parameter, cache, step


class Nightly(FlowSpec):
    items = Parameter("items", default="1 2 3")
    rate = Parameter("rate", default=2)

    @step
    def start(self):
        self.words = self.items.split()
        self.offset = 10
        self.other = object.__doc__
        self.next(self.work, foreach="words")

    @cache
    @step
    def work(self):
        print("working on", self.input)
        self.result = int(self.input) * self.rate + self.offset
        self.next(self.join)

    @step
    def join(self, inputs):
        self.results = [inp.result for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        pass
"""


class Watcher(Silent):
    """Keeps what a run says."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        """Keep it."""
        self.notes.append(text)


class Written:
    """A folder with a flow's file, and its runs."""

    def __init__(self, folder: Path, text: str = FLOW) -> None:
        self.folder = folder
        self.home = folder / "runs"
        self.home.mkdir(exist_ok=True)
        self.notes: list[str] = []
        self.write(text)

    def write(self, text: str, *, file: str = "nightly.py") -> None:
        """Put a text into the flow's file, or another one beside it."""
        (self.folder / file).write_text(text)

    def change(self, old: str, new: str, *, file: str = "nightly.py") -> None:
        """Change the text of a file."""
        path = self.folder / file
        text = path.read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new))

    def flow(self, name: str = "Nightly") -> type[Any]:
        """The flow as it is written now, in modules of its own."""
        # Python takes compiled code for new if the file has the same size and was written in the same second.
        rmtree(self.folder / "__pycache__", ignore_errors=True)
        beside = [path.stem for path in self.folder.glob("*.py") if path.stem != "nightly"]
        for module in beside:
            sys.modules.pop(module, None)
        sys.path.insert(0, str(self.folder))
        try:
            flow: type[Any] = getattr(_imported(self.folder / "nightly.py"), name)
        finally:
            sys.path.remove(str(self.folder))
        return flow

    def run(self, *, cache: bool = True, keep_going: bool = False, **parameters: object) -> Ran:
        """Run it."""
        options = RunOptions(inline=True, cache=cache, keep_going=keep_going)
        return self._ran(lambda observer: driver.run(self.flow(), parameters, options, observer))

    def resume(self) -> Ran:
        """Resume its last run."""
        latest = max(path.name for path in (self.home / "Nightly").iterdir() if path.name[0] != ".")
        options = RunOptions(inline=True)
        return self._ran(
            lambda observer: resume(
                self.flow(), origin_run_id=latest, step=None, options=options, observer=observer
            )
        )

    def _ran(self, go: Any) -> Ran:
        import os

        before = os.environ.get("FANFOLD_HOME")
        os.environ["FANFOLD_HOME"] = str(self.home)
        watcher = Watcher()
        try:
            result = go(watcher)
        finally:
            if before is None:
                del os.environ["FANFOLD_HOME"]
            else:
                os.environ["FANFOLD_HOME"] = before
        self.notes = watcher.notes
        return Ran(RunFolder(result.folder), result.status, [])

    def seen(self, ran: Ran) -> Run:
        """The run, as the client reads it."""
        namespace(None)
        metadata(f"local@{self.home}")
        return Run(f"{ran.folder.flow}/{ran.folder.run_id}")


def reused(ran: Ran, step: str = "work") -> int:
    """How many tasks of a step were not run."""
    return int(ran.info.counts[step]["reused"])


def _imported(path: Path) -> ModuleType:
    name = f"nightly_{next(_numbers)}"
    spec = spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
