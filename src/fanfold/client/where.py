"""Conditions on tasks, as people type them: `score > 0.9 and status == "ok"`.

A condition is written like Python and is not run as Python: its text is parsed, and of what the parser finds
only comparisons, `and`, `or`, `not`, `in`, sums and products of numbers, names of columns and plain constants
are taken. There are no calls and no attributes, so nothing can be done with it but to compare.

A task that lacks a value fulfils no comparison with it, other than `is None`.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fanfold.model.errors import UsageError

Row = Mapping[str, Any]
Value = Callable[[Row], Any]

LENGTH_MAX = 1000
"""Longer ones are not typed by people, and the parser's depth is Python's own."""


class Condition:
    """A condition on rows. `names` are the columns that it asks for.

    Raises:
        UsageError: it is none.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: list[str] = []
        self._problem = ""
        self._value = self._compiled(_parsed(text))

    def matching(self, rows: Sequence[Row]) -> list[int]:
        """The numbers of the rows that fulfil it.

        Raises:
            UsageError: what it compares cannot be compared in any of them.
        """
        self._problem = ""
        found = [number for number, row in enumerate(rows) if self._value(row)]
        if not found and self._problem:
            raise UsageError(f"{self.text}: {self._problem}.", remedy="Texts are written in quotes.")
        return found

    def _compiled(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant(value=bool() | int() | float() | str() | None as value):
                return lambda row: value
            case ast.Name(id=name):
                self.names += [] if name in self.names else [name]
                return lambda row: row[name]
            case ast.BoolOp(op=ast.And(), values=nodes):
                return _all(list(map(self._compiled, nodes)))
            case ast.BoolOp(values=nodes):
                return _any(list(map(self._compiled, nodes)))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self._compiled(operand)
                return lambda row: not inner(row)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
                return self._calculated(ast.Constant(0), type(node.op), operand)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _SUMS:
                return self._calculated(left, type(op), right)
            case ast.Compare(left=left, ops=ops, comparators=others):
                return self._compared([left, *others], [type(op) for op in ops])
            case ast.List(elts=nodes) | ast.Tuple(elts=nodes) | ast.Set(elts=nodes):
                values = list(map(self._compiled, nodes))
                return lambda row: [value(row) for value in values]
        raise _refused(self.text, ast.unparse(node))

    def _compared(self, nodes: list[ast.expr], kinds: list[type[ast.cmpop]]) -> Value:
        values = list(map(self._compiled, nodes))
        pairs = [
            self._pair(left, kind, right)
            for left, kind, right in zip(values, kinds, values[1:], strict=False)
        ]
        return pairs[0] if len(pairs) == 1 else _all(pairs)

    def _pair(self, left: Value, kind: type[ast.cmpop], right: Value) -> Value:
        compare, takes_none = _COMPARISONS[kind], kind in _WITH_NONE

        def fulfilled(row: Row) -> bool:
            one, other = left(row), right(row)
            if not takes_none and (one is None or other is None):
                return False
            try:
                return bool(compare(one, other))
            except Exception as error:  # noqa: BLE001 - values of the user's own classes compare as they like
                self._problem = str(error)
                return False

        return fulfilled

    def _calculated(self, left: ast.expr, kind: type, right: ast.expr) -> Value:
        one, other, sum_of = self._compiled(left), self._compiled(right), _SUMS[kind]

        def value(row: Row) -> Any:
            a, b = one(row), other(row)
            if not isinstance(a, int | float) or not isinstance(b, int | float):
                return None
            try:
                return sum_of(a, b)
            except (ZeroDivisionError, OverflowError):
                return None

        return value


_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda one, other: one in other,
    ast.NotIn: lambda one, other: one not in other,
}
_WITH_NONE = (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)
_SUMS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.UAdd: operator.add,
    ast.Sub: operator.sub,
    ast.USub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}


def _all(values: list[Value]) -> Value:
    return lambda row: all(value(row) for value in values)


def _any(values: list[Value]) -> Value:
    return lambda row: any(value(row) for value in values)


def _parsed(text: str) -> ast.expr:
    try:
        if len(text) > LENGTH_MAX:
            raise ValueError("it is too long")
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        why = error.msg if isinstance(error, SyntaxError) else str(error)
        raise UsageError(f"--where {text!r} cannot be read: {why}.", remedy=_EXAMPLE) from None


def _refused(text: str, part: str) -> UsageError:
    return UsageError(
        f"--where {text!r}: {part} is no comparison, column or constant.",
        remedy=f"Only these are understood, with and, or, not, in, + - * / and brackets. {_EXAMPLE}",
    )


_EXAMPLE = "For example: --where 'score > 0.9 and status == \"ok\"'"
