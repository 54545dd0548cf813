"""The text of functions, so that only what they do counts: comments, layout and docstrings do not."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

from fanfold.flow.source_text import SourceFiles
from fanfold.store.digests import digest

Definition = ast.FunctionDef | ast.AsyncFunctionDef


def definition_of(files: SourceFiles, function: Callable[..., Any]) -> ast.FunctionDef | None:
    """The function as it is written, if its source can be had; a lambda's cannot be told from another one's
    in its line.
    """
    if function.__name__ == "<lambda>":
        return None
    return files.definition(function)


def text_digest(function: Callable[..., Any], definition: ast.FunctionDef | None) -> str:
    """What changes when the function does something else, as hexadecimal digits."""
    if definition is None:
        return digest(repr(_plain(function.__code__)).encode()).hex()
    is_step = getattr(function, "is_step", False)
    decorators = [] if is_step else definition.decorator_list
    parts = [definition.args, *_without_docstring(definition.body), *decorators]
    return digest("\n".join(ast.dump(part) for part in parts).encode()).hex()


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return body[1:] if is_text and isinstance(first.value.value, str) else body  # type: ignore[attr-defined]


def _plain(code: CodeType) -> tuple[object, ...]:
    """What a compiled function does, without where it stands."""
    constants = tuple(_plain(each) if isinstance(each, CodeType) else repr(each) for each in code.co_consts)
    if code.co_consts and code.co_consts[0] is not None and not isinstance(code.co_consts[0], CodeType):
        constants = constants[1:] if isinstance(code.co_consts[0], str) else constants
    return (code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars, code.co_flags)


def codes(code: CodeType) -> Iterator[CodeType]:
    """A function's code, and that of the functions within it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)


class SelfReads:
    """What a method reads from its first argument.

    Attributes:
        names: the names of attributes, in the order in which they come up.
        elsewhere: the line where the object itself goes somewhere, so that anything may be read from it; 0 if
            it goes nowhere.
    """

    def __init__(self, definition: ast.FunctionDef) -> None:
        self.names: dict[str, None] = {}
        self.elsewhere = 0
        arguments = [*definition.args.posonlyargs, *definition.args.args]
        if not arguments:
            return
        self._self = arguments[0].arg
        self._known: set[int] = set()
        for statement in definition.body:
            for node in ast.walk(statement):
                self._look(node)
        for statement in definition.body:
            for node in ast.walk(statement):
                if self._is_self(node) and id(node) not in self._known:
                    self.elsewhere = self.elsewhere or node.lineno  # type: ignore[attr-defined]

    def _is_self(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and node.id == self._self

    def _look(self, node: ast.AST) -> None:
        if isinstance(node, ast.Attribute) and self._is_self(node.value):
            self._known.add(id(node.value))
            if node.attr == "__dict__":
                self.elsewhere = self.elsewhere or node.lineno
            elif not isinstance(node.ctx, ast.Store):
                self.names[node.attr] = None
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Attribute):
            if self._is_self(node.target.value):
                self.names[node.target.attr] = None
        elif isinstance(node, ast.Call):
            self._call(node)

    def _call(self, node: ast.Call) -> None:
        """`getattr(self, "name")` reads that name, `self.next(condition="name")` too."""
        function, arguments = node.func, node.args
        if isinstance(function, ast.Name) and arguments and self._is_self(arguments[0]):
            name = arguments[1] if len(arguments) > 1 else None
            if function.id in ("setattr", "delattr"):
                self._known.add(id(arguments[0]))
            elif function.id in ("getattr", "hasattr") and isinstance(name, ast.Constant):
                self._known.add(id(arguments[0]))
                self.names[str(name.value)] = None
        elif (
            isinstance(function, ast.Attribute) and function.attr == "next" and self._is_self(function.value)
        ):
            for keyword in node.keywords:
                if keyword.arg in ("condition", "foreach") and isinstance(keyword.value, ast.Constant):
                    self.names[str(keyword.value.value)] = None
