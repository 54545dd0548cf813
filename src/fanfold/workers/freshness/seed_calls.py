"""Which generators a file seeds when it is imported, read from its source: nothing tells a seeded generator
from another by looking at it.

A call outside of functions and classes, of a function whose name holds "seed", counts. What a library or
the file's own function seeds is not known, and taken for both generators. PyTorch, TensorFlow and the like
seed generators of their own, and a method of an object (`rng.seed(1)`) seeds that object.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fanfold.workers.seeding import GENERATORS

_NOT_OURS = frozenset({"torch", "tensorflow", "jax", "cupy", "mxnet", "os", "secrets"})


def seeded_in(source: bytes) -> set[str]:
    """The generators that this file seeds. None if it is no Python, which is told elsewhere, and better."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return set()
    imported = dict(_imported(body))
    return {name for call in _calls(body) for name in _seeded_by(call, imported)}


def _seeded_by(call: ast.Call, imported: dict[str, str]) -> set[str]:
    dotted = _dotted(call.func)
    if dotted is None or "seed" not in dotted[-1].lower() or dotted[-1] == "SeedSequence":
        return set()
    if len(dotted) > 1 and dotted[0] not in imported:  # a method of an object: a generator of the file's own
        return set()
    root = imported.get(dotted[0], dotted[0]).partition(".")[0]
    if root in _NOT_OURS:
        return set()
    return {root} if root in GENERATORS else set(GENERATORS)


def _dotted(node: ast.expr) -> list[str] | None:
    """The names of ``a.b.c``."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute) and (left := _dotted(node.value)) is not None:
        return [*left, node.attr]
    return None


def _imported(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """(name in the file, dotted name of what it is) of all that is imported at module level."""
    for node in _nodes(body):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0], alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, f"{'.' * node.level}{node.module or ''}.{alias.name}"


def _calls(body: list[ast.stmt]) -> Iterator[ast.Call]:
    return (node for node in _nodes(body) if isinstance(node, ast.Call))


def _nodes(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """All that runs when the module does, save in its classes."""
    waiting: list[ast.AST] = [*body]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)
