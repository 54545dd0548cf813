"""Which artifacts of a run cannot be read from here, since a class that they need is missing.

Told from the names of classes in their pickles; nothing is loaded for it, and no module imported.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pickletools import genops
from typing import cast

from fanfold.client.opened import OpenRun, open_run
from fanfold.store.codec import Entry, Stored, is_stored
from fanfold.store.folder import RunFolder

PICKLE_BYTES_MAX = 1 << 24
"""Longer ones are mostly arrays, and reading them would take longer than the copy did."""


def unreadable(folder: RunFolder) -> Iterator[str]:
    """A line for each class that is missing, with an artifact that needs it."""
    run = open_run(folder)
    needed: dict[str, str] = {}
    for where, entry in _entries(run):
        for name in classes_in(_pickle(run, entry)):
            needed.setdefault(name, where)
    script = _names_in_script(run)
    for name, where in sorted(needed.items()):
        module, _, inside = name.partition(":")
        if module == "__main__" and inside.partition(".")[0] not in script:
            yield f"{where} needs the class {inside} of the flow's file; define it where you read it"
        elif module != "__main__" and not _is_found(module):
            yield f"{where} needs the module {module}, which is not installed here"


def _entries(run: OpenRun) -> Iterator[tuple[str, Entry]]:
    yield from run.constants().items()
    snapshot = run.look()
    for step in snapshot.steps():
        for row in snapshot.rows(step):
            for found in run.reading.row(step, row):
                yield from ((f"{name} of {step}", entry) for name, entry in found.record.entries.items())


def _pickle(run: OpenRun, entry: Entry) -> bytes:
    if type(entry) is not tuple or not entry:
        return b""
    if not is_stored(entry):
        return cast("tuple[bytes]", entry)[0]
    stored = cast("Stored", entry)
    return run.values.parts(stored)[0] if stored[2] <= PICKLE_BYTES_MAX else b""


def classes_in(data: bytes) -> Iterator[str]:
    """The classes and functions that a pickle names, as `module:name`."""
    texts: list[str] = []
    memo: dict[int, str] = {}
    if not data:
        return
    for opcode, argument, _ in genops(data):
        if opcode.name == "GLOBAL":
            yield str(argument).replace(" ", ":", 1)
        elif opcode.name == "STACK_GLOBAL" and len(texts) > 1:
            yield f"{texts[-2]}:{texts[-1]}"
        elif opcode.name in ("MEMOIZE", "BINPUT", "LONG_BINPUT"):
            memo[len(memo) if argument is None else int(argument)] = texts[-1] if texts else ""
        elif opcode.name in ("BINGET", "LONG_BINGET"):
            texts.append(memo.get(int(argument or 0), ""))
        elif isinstance(argument, str):
            texts.append(argument)


def _names_in_script(run: OpenRun) -> frozenset[str]:
    """What the flow's file defines or imports at its top, if it is here."""
    try:
        tree = ast.parse(run.script.file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return frozenset()
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(each.asname or each.name).partition(".")[0] for each in node.names}
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return frozenset(found)


def _is_found(module: str) -> bool:
    top = module.partition(".")[0]
    if top in sys.modules or top == "metaflow":  # the alias stands in for it
        return True
    try:
        return find_spec(top) is not None
    except (ImportError, ValueError):
        return False
