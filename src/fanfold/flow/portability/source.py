"""The syntax trees of a flow: its steps, its files, and what is said in them of an attribute."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeGuard

from fanfold.flow.source_next import self_name
from fanfold.flow.source_text import text_of
from fanfold.graph.graph import Graph, Node
from fanfold.model.names import StepName


class FlowSource:
    """A flow's source.

    Attributes:
        steps: the functions of the steps, by name; those whose source can be had.
    """

    def __init__(self, flow_class: type, graph: Graph) -> None:
        self.flow_class = flow_class
        self.graph = graph
        self.trees = {
            file: _parsed(file) for file in dict.fromkeys(node.file for node in graph.nodes.values())
        }
        found = {name: self._function(node) for name, node in graph.nodes.items()}
        self.steps = {name: function for name, function in found.items() if function is not None}

    def _function(self, node: Node) -> ast.FunctionDef | None:
        for part in ast.walk(self.trees[node.file]):
            if isinstance(part, ast.FunctionDef) and part.lineno == node.line and part.name == node.name:
                return part
        return None

    def functions(self) -> Iterator[tuple[Node, ast.FunctionDef]]:
        """The steps and their functions, in the order of the source."""
        return ((self.graph[name], function) for name, function in self.steps.items())

    def classes(self) -> Iterator[tuple[str, ast.ClassDef]]:
        """The classes that the flow is made of, with their files."""
        names = {owner.__name__ for owner in self.flow_class.__mro__}
        for file, tree in self.trees.items():
            for part in ast.walk(tree):
                if isinstance(part, ast.ClassDef) and part.name in names:
                    yield file, part

    def value_of(self, attribute: str, split: StepName) -> ast.expr | None:
        """What an attribute was last set to, as far as that can be read: in the split itself, else in another
        step, else in the class.
        """
        here = [self.steps[split]] if split in self.steps else []
        others = [function for name, function in self.steps.items() if name != split]
        for function in (*here, *others):
            found = _last_set(function, attribute)
            if found is not None:
                return found
        for _, body in self.classes():
            for statement in body.body:
                if isinstance(statement, ast.Assign) and any(
                    isinstance(target, ast.Name) and target.id == attribute for target in statement.targets
                ):
                    return statement.value
        return None


def _last_set(function: ast.FunctionDef, attribute: str) -> ast.expr | None:
    me = self_name(function)
    values = [
        value for target, value in assignments(function) if is_of(target, me) and target.attr == attribute
    ]
    if not values:
        return None
    found = values[-1]
    if isinstance(found, ast.Name):  # a local variable: what that was last set to
        local = [
            value
            for target, value in assignments(function)
            if isinstance(target, ast.Name) and target.id == found.id
        ]
        return local[-1] if local else found
    return found


def assignments(function: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Every `target = value` in a function, in the order of the source."""
    for part in sorted(
        (part for part in ast.walk(function) if isinstance(part, ast.Assign | ast.AnnAssign)),
        key=lambda part: part.lineno,
    ):
        if part.value is not None:
            targets = part.targets if isinstance(part, ast.Assign) else [part.target]
            yield from ((target, part.value) for target in targets)


def is_of(expression: ast.AST, name: str) -> TypeGuard[ast.Attribute]:
    """Whether it is an attribute of this name, such as `self.x`."""
    return (
        isinstance(expression, ast.Attribute)
        and isinstance(expression.value, ast.Name)
        and expression.value.id == name
    )


def called(expression: ast.AST) -> str:
    """The name of what is called: `set` in `set(x)`, `items` in `d.items()`; empty if it is no such call."""
    if not isinstance(expression, ast.Call):
        return ""
    function = expression.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _parsed(file: str) -> ast.Module:
    try:
        return ast.parse(text_of(file, {}))
    except (SyntaxError, ValueError):
        return ast.Module([], [])
