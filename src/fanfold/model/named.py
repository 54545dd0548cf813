"""Records that never change: tuples with names, as `typing.NamedTuple` makes them, defined in an eighth of
the time.

A run defines a hundred of them before its first task, and Python's own writes and compiles a function for
each and looks at each annotation: a tenth of the whole command of a small flow. Here the function's code is
compiled once for each number of fields, and each class has it with its own names.

To a type checker it *is* `typing.NamedTuple`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

__all__ = ["NamedTuple"]

if TYPE_CHECKING or sys.version_info >= (3, 14):  # where a class body keeps its annotations elsewhere
    from typing import NamedTuple
else:
    from collections import _tuplegetter  # C's, where there is one
    from types import FunctionType

    _new = tuple.__new__
    _codes = {}
    _names = {"_new": _new, "__builtins__": {}}

    def _code(count):
        """The code of `__new__` of a class with so many fields."""
        code = _codes.get(count)
        if code is None:
            values = "".join(f"f{number}, " for number in range(count))
            code = _codes[count] = eval(f"lambda _cls, {values}: _new(_cls, ({values}))").__code__
        return code

    @classmethod
    def _make(cls, values):
        self = _new(cls, values)
        if len(self) != len(cls._fields):
            raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(self)}")
        return self

    def _replace(self, /, **values):
        changed = self._make(map(values.pop, self._fields, self))
        if values:
            raise TypeError(f"Got unexpected field names: {list(values)!r}")
        return changed

    def _asdict(self):
        return dict(zip(self._fields, self, strict=True))

    def _repr(self):
        fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({fields})"

    def _arguments(self):
        """What a copy and a pickle call `__new__` with."""
        return tuple(self)

    class _Kind(type):
        def __new__(mcs, name, bases, body):
            if not bases:
                return super().__new__(mcs, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default follows one that has one")
            code = _code(len(fields)).replace(
                co_varnames=("_cls", *fields), co_name="__new__", co_qualname=f"{name}.__new__"
            )
            new = FunctionType(code, _names, "__new__", tuple(defaults.values()) or None)
            body.update({field: _tuplegetter(number, None) for number, field in enumerate(fields)})
            return type(name, (tuple,), {
                "__slots__": (), "__new__": new, "__repr__": _repr, "__getnewargs__": _arguments,
                "__replace__": _replace, "__match_args__": fields, "_fields": fields,
                "_field_defaults": defaults, "_make": _make, "_replace": _replace, "_asdict": _asdict, **body,
            })  # fmt: skip

    class NamedTuple(metaclass=_Kind):
        """The base of a class body with fields and methods; the class itself is a plain tuple's."""
