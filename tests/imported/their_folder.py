"""A `.metaflow` folder in the layout that Metaflow writes, made without it."""

from __future__ import annotations

import gzip
import hashlib
import json
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

RUN_ID = "1700000000123456"
STARTED = 1_700_000_000.0


class Frame:
    """A frame of the foreach stack; Metaflow's is a named tuple."""

    def __init__(self, *fields: Any) -> None:
        self.fields = fields

    def __reduce__(self) -> tuple[Any, ...]:
        return (self._as("__main__", "ForeachFrame"), self.fields)

    @staticmethod
    def _as(module: str, name: str) -> Any:
        return getattr(sys.modules[module], name)


class Wrapped(Frame):
    """An exception as Metaflow keeps it."""

    def __reduce__(self) -> tuple[Any, ...]:
        kind, text, trace = self.fields
        state = {"exception": text, "type": kind, "stacktrace": trace}
        return (self._as("metaflow.exception", "MetaflowExceptionWrapper"), (None,), state)


class Included(Frame):
    """A file that went along."""

    def __reduce__(self) -> tuple[Any, ...]:
        (descriptor,) = self.fields
        kind = self._as("metaflow.includefile", "IncludedFile")
        return (kind, (), {"_descriptor": descriptor})


class Gang(Frame):
    """What a `num_parallel` step iterates over."""

    def __reduce__(self) -> tuple[Any, ...]:
        (size,) = self.fields
        return (self._as("metaflow.flowspec", "ParallelUBF"), (), {"num_parallel": size})


class OfScript(Frame):
    """An object of a class in the flow's file."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (self._as("__main__", "Point"), self.fields)


_NAMES = {
    Frame: "__main__.ForeachFrame",
    Wrapped: "metaflow.exception.MetaflowExceptionWrapper",
    Included: "metaflow.includefile.IncludedFile",
    Gang: "metaflow.flowspec.ParallelUBF",
    OfScript: "__main__.Point",
}


_MODULES = ("metaflow", "metaflow.exception", "metaflow.flowspec", "metaflow.includefile", "__main__")


@contextmanager
def their_modules() -> Iterator[None]:
    """While pickling: classes under the names that Metaflow and the flow give them."""
    before = dict(sys.modules)
    for module in _MODULES:
        sys.modules[module] = ModuleType(module)
    for name in _NAMES.values():
        module, _, attribute = name.rpartition(".")
        kind = type(attribute, (), {"__module__": module})
        setattr(sys.modules[module], attribute, kind)
    try:
        yield
    finally:
        for module in _MODULES:
            sys.modules.pop(module)
        sys.modules.update(before)


class TheirWriter:
    """Writes tasks of one run."""

    def __init__(self, root: Path, flow: str, graph: dict[str, Any], parameters: dict[str, Any]) -> None:
        self.flow = root / ".metaflow" / flow
        self.run = self.flow / RUN_ID
        self._ids = 0
        self._told = {
            "run_number": RUN_ID,
            "flow_id": flow,
            "user_name": "somebody",
            "tags": ["spring"],
            "system_tags": ["user:somebody", "python_version:3.11.7", "metaflow_version:2.19.39"],
            "ts_epoch": int(STARTED * 1000),
        }
        _json(self.flow / "_meta" / "_self.json", {"flow_id": flow})
        _json(self.run / "_meta" / "_self.json", self._told)
        self._inherited = parameters
        self.task("_parameters", {**parameters, "_graph_info": graph})

    def task(
        self,
        step: str,
        artifacts: dict[str, Any],
        *,
        stack: tuple[Any, ...] = (),
        attempt: int = 0,
        number: int | None = None,
        node: int = 0,
        ok: bool = True,
        caught: bool = False,
        out: str = "",
    ) -> int:
        """One attempt of a task; gives the task's number. Artifacts are all that it has, inherited or not.
        `node` numbers the others of a gang, whose first task has the number.
        """
        number = self._ids if number is None else number
        self._ids = max(self._ids, number + 1)
        folder = self.run / step / (f"{number}_node_{node}" if node else str(number))
        own = {
            "_task_ok": ok,
            "_success": ok and not caught,
            "_foreach_stack": list(stack),
            "_exception": None
            if ok
            else Wrapped("builtins.KeyError", "'no'", 'File "/x/f.py", line 7, in work\nKeyError'),
        }
        if caught:
            own["_catch_exception"] = Wrapped("builtins.ValueError", "bad", "Traceback")
        objects, info = {}, {}
        for name, value in {**self._inherited, **own, **artifacts}.items():
            objects[name] = self._store(value)
            kind = type(value)
            shown = _NAMES.get(kind, f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins."))
            info[name] = {"size": 1, "type": f"<class '{shown}'>", "encoding": "pickle-v4"}
        _json(folder / f"{attempt}.data.json", {"objects": objects, "info": info, "attempt": attempt})
        begun = STARTED + number
        _json(folder / f"{attempt}.attempt.json", {"time": begun})
        _json(folder / f"{attempt}.DONE.lock", {})
        done = {"value": str(attempt), "ts_epoch": int((begun + 2) * 1000)}
        _json(folder / "_meta" / f"sysmeta_attempt-done_{attempt}.json", done)
        lines = [f"[MFLOG|0|2026-01-01T00:00:00.000000Z|runtime|abc]{line}\n" for line in out.splitlines()]
        (folder / f"{attempt}.runtime_stdout.log").write_text("".join(lines), encoding="utf-8")
        return number

    def died(self, step: str, number: int, *, path: str = "") -> None:
        """An attempt that left nothing, but (where its process came that far) its place."""
        if path:
            told = {"value": path, "ts_epoch": 1}
            _json(self.run / step / str(number) / "_meta" / "sysmeta_foreach-execution-path_1.json", told)
        _json(self.run / step / str(number) / "0.attempt.json", {"time": STARTED + number})

    def _store(self, value: Any) -> str:
        with their_modules():
            data = pickle.dumps(value, 4)
        sha = hashlib.sha1(data).hexdigest()
        path = self.flow / "data" / sha[:2] / sha
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(data))
        return sha


def graph_info(**steps: tuple[str, list[str]]) -> dict[str, Any]:
    """What Metaflow keeps of a graph: the type of each step and where it leads."""
    told = {
        name: {"name": name, "type": kind, "next": after, "doc": "", "line": 3}
        | ({"foreach_artifact": "items"} if kind == "split-foreach" else {})
        for name, (kind, after) in steps.items()
    }
    return {
        "file": "their_flow.py",
        "doc": "",
        "start_step": "start",
        "end_step": "end",
        "steps": told,
        "parameters": [{"name": "n", "type": "Parameter"}],
    }


def _json(path: Path, value: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
