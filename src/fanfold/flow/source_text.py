"""Where a step stands in its file: its syntax tree, found without `inspect`, whose import costs more than all
the rest.

A file is read and parsed once. What has no file (a notebook's cell, an interactive session, a module in a
zip) is taken from `linecache`, where Python and notebooks put it; that of `python -c` from the command line,
and what was typed at a prompt from the prompt's history.
"""

import ast
import sys
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, FunctionType
from typing import Any

from fanfold.model.named import NamedTuple

TYPED = "<stdin>"
"""The file that Python names for what is typed at its prompt."""


class Place(NamedTuple):
    """A function in a file."""

    file: str
    tree: ast.FunctionDef


class SourceFile:
    """The classes and functions of one file, by qualified name, and the functions by their first line as
    well.
    """

    def __init__(self, text: bytes | str) -> None:
        self.named: dict[str, ast.FunctionDef | ast.ClassDef] = {}
        self.by_line: dict[tuple[int, str], ast.FunctionDef] = {}
        for name, definition in _definitions(_parsed(text), ""):
            self.named[name] = definition
            if isinstance(definition, ast.FunctionDef):
                # as the code object counts: from the first decorator on
                first = min([definition.lineno, *(part.lineno for part in definition.decorator_list)])
                self.by_line[first, definition.name] = definition


class SourceFiles:
    """The files that a flow is written in, each read once."""

    def __init__(self) -> None:
        self._files: dict[str | bytes, SourceFile] = {}

    def place(self, owner: type, name: str, function: Callable[..., Any]) -> Place | None:
        """The definition of the step `name`, whose function is `function`, found in the class `owner`.

        Where a decorator without `functools.wraps` hides the user's function, its line leads to the
        decorator. What the class body says under the step's name is then nearer to what was written.
        """
        at_line = self._at_line(function)
        if at_line is not None and at_line.tree.name == name:
            return at_line
        return self._in_class(owner, name) or at_line

    def line_of(self, owner: type, file: str) -> int:
        """The line of a class in a file; 0 if it is not there."""
        module = sys.modules.get(owner.__module__)
        definition = self._read(file, vars(module) if module else {}).named.get(owner.__qualname__)
        return definition.lineno if definition else 0

    def definition(self, function: Callable[..., Any]) -> ast.FunctionDef | None:
        """The definition of any function, by the line where its code begins."""
        place = self._at_line(function)
        return place.tree if place is not None else None

    def _at_line(self, function: Callable[..., Any]) -> Place | None:
        function = unwrapped(function)
        code = getattr(function, "__code__", None)
        if not isinstance(code, CodeType):
            return None
        file = self._of_code(code, getattr(function, "__globals__", {}))
        tree = file.by_line.get((code.co_firstlineno, code.co_name))
        return Place(code.co_filename, tree) if tree else None

    def _in_class(self, owner: type, name: str) -> Place | None:
        file = file_of(owner)
        module = sys.modules.get(owner.__module__)
        definition = self._read(file, vars(module) if module else {}).named.get(
            f"{owner.__qualname__}.{name}"
        )
        return Place(file, definition) if isinstance(definition, ast.FunctionDef) else None

    def _of_code(self, code: CodeType, module: Mapping[str, Any]) -> SourceFile:
        if code.co_filename != TYPED:
            return self._read(code.co_filename, module)
        text = text_of_code(code, module)
        if text not in self._files:  # all that is typed has one name, and each statement lines of its own
            self._files[text] = SourceFile(text)
        return self._files[text]

    def _read(self, file: str, module: Mapping[str, Any]) -> SourceFile:
        if file not in self._files:
            self._files[file] = SourceFile(text_of(file, module))
        return self._files[file]


def unwrapped(function: Callable[..., Any]) -> Callable[..., Any]:
    """The user's own function, below what `functools.wraps` put around it."""
    seen: list[object] = []
    while (inner := getattr(function, "__wrapped__", None)) is not None and inner not in seen:
        seen.append(inner)
        function = inner
    return function


def file_of(owner: type) -> str:
    """The file of the module that a class was made in; empty in an interactive session.

    Under `python -m cProfile flow.py` the module `__main__` is the profiler, and only what was executed knows
    the flow's file.
    """
    for value in vars(owner).values() if owner.__module__ == "__main__" else ():
        if isinstance(value, FunctionType) and value.__module__ == "__main__":
            return str(value.__globals__.get("__file__") or "")
    return str(getattr(sys.modules.get(owner.__module__), "__file__", None) or "")


def text_of(file: str, module: Mapping[str, Any]) -> bytes | str:
    """The source that Python knows under this name; empty if it is not to be had."""
    try:
        with open(file, "rb") as source:
            return source.read()
    except OSError:
        import linecache

        return "".join(linecache.getlines(file, dict(module))) or _of_command_line(file)


def text_of_code(code: CodeType, module: Mapping[str, Any]) -> bytes | str:
    """The source that a function's code is from; empty if it is not to be had."""
    text = text_of(code.co_filename, module)
    if text or code.co_filename != TYPED:
        return text
    from fanfold.flow.typed_text import typed_text

    return typed_text(code)


def _of_command_line(file: str) -> str:
    """The text of `python -c TEXT`, which Python itself keeps since 3.13 only."""
    words = sys.orig_argv
    return words[words.index("-c") + 1] if file == "<string>" and "-c" in words[:-1] else ""


def _parsed(text: bytes | str) -> list[ast.stmt]:
    try:
        return ast.parse(text).body
    except (SyntaxError, ValueError):
        # a file that was changed since it was imported, or no Python at all (a notebook's cell with magics)
        return []


def _definitions(body: list[ast.stmt], scope: str) -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            name = scope + statement.name
            yield name, statement
            inside = f"{name}.<locals>." if isinstance(statement, ast.FunctionDef) else f"{name}."
            yield from _definitions(statement.body, inside)
        else:
            for block in blocks(statement):
                yield from _definitions(block, scope)


def blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks of a compound statement: the branches of an `if`, the parts of a `try`, the body of a
    `with`.
    """
    for part in ("body", "orelse", "finalbody"):
        yield getattr(statement, part, [])
    for part in ("handlers", "cases"):
        yield from (alternative.body for alternative in getattr(statement, part, ()))
