"""Joins: what Metaflow's `inputs` cannot do, and what it does otherwise."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fanfold.flow.portability.finding import Finding
from fanfold.flow.portability.source import FlowSource, called, is_of
from fanfold.flow.source_next import self_name
from fanfold.graph.graph import Node, NodeType


def findings(source: FlowSource) -> Iterator[Finding]:
    """Of each join, and of what steps delete."""
    for node, function in source.functions():
        if node.is_join:
            yield from _inputs(source, node, function)
            yield from _item(source, node, function)
        yield from _deleted(node, function)


def _inputs(source: FlowSource, node: Node, function: ast.FunctionDef) -> Iterator[Finding]:
    arguments = [*function.args.posonlyargs, *function.args.args]
    name = arguments[1].arg if len(arguments) > 1 else "inputs"
    is_static = node.split is not None and source.graph[node.split].type is NodeType.SPLIT
    for part in ast.walk(function):
        if (
            called(part) in ("len", "reversed")
            and isinstance(part, ast.Call)
            and _is_name(part.args[:1], name)
        ):
            what = f"{called(part)}({name}): Metaflow's inputs have no length."
            yield Finding(node.file, part.lineno, True, what, f"{called(part)}(list({name}))")
        elif is_static and isinstance(part, ast.Subscript) and _is_name([part.value], name):
            what = f"{name}[…] after static branches: in Metaflow their order is random."
            yield Finding(
                node.file, part.lineno, False, what, f"Name the branch: {name}.{_branch(source, node)}"
            )


def _branch(source: FlowSource, node: Node) -> str:
    return node.in_steps[0] if node.in_steps else "step"


def _is_name(expressions: list[ast.expr], name: str) -> bool:
    return bool(expressions) and isinstance(expressions[0], ast.Name) and expressions[0].id == name


def _item(source: FlowSource, node: Node, function: ast.FunctionDef) -> Iterator[Finding]:
    """`self.input` in a join that lies inside an outer foreach."""
    if not any(source.graph[split].is_fan for split in node.split_parents):
        return
    me = self_name(function)
    for part in ast.walk(function):
        if is_of(part, me) and part.attr == "input":
            what = "self.input in a join inside a foreach: in Metaflow it is None."
            yield Finding(
                node.file, part.lineno, False, what, "Keep it in an attribute, and read inputs[0].that."
            )


def _deleted(node: Node, function: ast.FunctionDef) -> Iterator[Finding]:
    me = self_name(function)
    for part in ast.walk(function):
        if isinstance(part, ast.Delete) and any(is_of(target, me) for target in part.targets):
            what = "del self.x: in Metaflow x comes back in the next step, if it was there before this one."
            yield Finding(node.file, part.lineno, False, what, "self.x = None")
