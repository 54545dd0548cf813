"""What a join's source says about folding: the loop over `inputs.as_completed()`, read and not run.

    for inp in inputs.as_completed():
        self.total += inp.score

A fold can be taken up in the middle only if all that it has come to is on `self` between two inputs. So the
loop has to be a `for` of the step's own, not inside another loop, and the only one: in `sum(... for inp in
inputs.as_completed())` what was added up lies where nobody can get at it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

METHOD = "as_completed"
_FUNCTIONS = (ast.FunctionDef, ast.Lambda)


def folding(function: ast.FunctionDef) -> tuple[str, ...] | None:
    """The names that a join's loop over `inputs.as_completed()` mentions in its body, and functions inside
    the step anywhere, without the step's arguments and the loop's own variable; None: it has no such loop.
    """
    arguments = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    if len(arguments) < 2 or sum(1 for _ in _calls(function)) != 1:
        return None
    for loop in _own_loops(function.body):
        if _is_completed(loop.iter, arguments[1]):
            own = {*arguments, *_names(loop.target)}
            inside = [part for part in ast.walk(function) if isinstance(part, _FUNCTIONS)]
            parts = [*loop.body, *(part for part in inside if part is not function)]
            mentioned = dict.fromkeys(name for part in parts for name in _names(part))
            return tuple(name for name in mentioned if name not in own)
    return None


def _calls(function: ast.FunctionDef) -> Iterator[ast.AST]:
    return (part for part in ast.walk(function) if isinstance(part, ast.Attribute) and part.attr == METHOD)


def _own_loops(body: list[ast.stmt]) -> Iterator[ast.For]:
    """The `for` loops of a function that are not in another loop, nor in a function inside."""
    for statement in body:
        match statement:
            case ast.For():
                yield statement
            case ast.If() | ast.Try() | ast.With():
                yield from _own_loops(statement.body)
                yield from _own_loops(getattr(statement, "orelse", []))
                yield from _own_loops(getattr(statement, "finalbody", []))


def _is_completed(expression: ast.expr, inputs: str) -> bool:
    """Whether it is `inputs.as_completed()`."""
    return (
        isinstance(expression, ast.Call)
        and not expression.args
        and not expression.keywords
        and isinstance(expression.func, ast.Attribute)
        and expression.func.attr == METHOD
        and isinstance(expression.func.value, ast.Name)
        and expression.func.value.id == inputs
    )


def _names(part: ast.AST) -> Iterator[str]:
    return (each.id for each in ast.walk(part) if isinstance(each, ast.Name))
