"""Decorators that Metaflow does not have, refuses where they stand, or reads otherwise."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from fanfold.flow.decorators.catalog import STEP_DECORATORS as OURS
from fanfold.flow.portability.finding import Finding
from fanfold.flow.portability.reference import STEP_DECORATORS
from fanfold.flow.portability.source import FlowSource
from fanfold.graph.graph import Node, NodeType

RETRIES_MAX = 4


def findings(source: FlowSource) -> Iterator[Finding]:
    """Of each decorator above each step."""
    for node, function in source.functions():
        for expression in function.decorator_list:
            name = _name(expression)
            found = _CHECKS.get(name)
            if found is not None:
                yield from found(node, expression)
            elif name in OURS and name not in STEP_DECORATORS:
                what = f"@{name}: Metaflow has no such decorator."
                yield Finding(node.file, expression.lineno, True, what, "Leave it out there.")
    for file, body in source.classes():
        for expression in body.decorator_list:
            if _name(expression) in ("conda_base", "pypi_base"):
                yield _environment(file, expression)


def _name(expression: ast.expr) -> str:
    called = expression.func if isinstance(expression, ast.Call) else expression
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def _argument(expression: ast.expr, name: str) -> ast.expr | None:
    keywords = expression.keywords if isinstance(expression, ast.Call) else []
    return next((keyword.value for keyword in keywords if keyword.arg == name), None)


def _retry(node: Node, expression: ast.expr) -> Iterator[Finding]:
    times = _argument(expression, "times")
    if isinstance(times, ast.Constant) and isinstance(times.value, int) and times.value > RETRIES_MAX:
        what = f"@retry(times={times.value}): Metaflow allows {RETRIES_MAX} at most."
        yield Finding(node.file, expression.lineno, True, what, f"times={RETRIES_MAX}, or less.")
    minutes = _argument(expression, "minutes_between_retries")
    if minutes is not None and not (isinstance(minutes, ast.Constant) and minutes.value == 0):
        what = "@retry(minutes_between_retries=): on one machine Metaflow does not wait."
        yield Finding(node.file, expression.lineno, False, what, "Wait in the step where it matters.")


def _catch(node: Node, expression: ast.expr) -> Iterator[Finding]:
    if node.type in (NodeType.FOREACH, NodeType.PARALLEL, NodeType.SWITCH):
        kind = "a switch" if node.type is NodeType.SWITCH else "the split of a foreach"
        what = f"@catch above {node.name}: Metaflow refuses it above {kind}."
        yield Finding(node.file, expression.lineno, True, what, "Catch in the step before or after.")


def _cluster(node: Node, expression: ast.expr) -> Iterator[Finding]:
    what = f"@{_name(expression)}: Metaflow runs this step elsewhere, and refuses it with a local datastore."
    yield Finding(node.file, expression.lineno, True, what, "Configure its datastore, or leave it out.")


def _packages(node: Node, expression: ast.expr) -> Iterator[Finding]:
    yield _environment(node.file, expression)


def _environment(file: str, expression: ast.expr) -> Finding:
    name = _name(expression)
    what = f"@{name}: Metaflow refuses it unless the flow is started with an environment."
    return Finding(
        file,
        expression.lineno,
        True,
        what,
        f"Start it there with --environment={name.removesuffix('_base')}.",
    )


_CHECKS: dict[str, Callable[[Node, ast.expr], Iterator[Finding]]] = {
    "retry": _retry,
    "catch": _catch,
    "conda": _packages,
    "pypi": _packages,
    "batch": _cluster,
    "kubernetes": _cluster,
}
