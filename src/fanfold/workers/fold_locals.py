"""What a fold holds elsewhere than on `self`.

A checkpoint has what is on `self`. If the loop keeps anything in another variable (`total += inp.x`,
`seen.append(inp.index)`), a fold that goes on behind a checkpoint would be without it, and its result
silently wrong. So before each checkpoint the variables that the loop mentions are compared with what they
were when it began; if one has changed, or a local one cannot be compared, there are no checkpoints, which
costs time after a kill and nothing else.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from pickle import dumps
from types import BuiltinFunctionType, FrameType, FunctionType, ModuleType
from typing import Any

from fanfold.store.digests import digest

_SAME = frozenset([type(None), bool, int, float, complex, str, bytes])
_HOLDS_NOTHING = (ModuleType, FunctionType, type, io.IOBase)
_WHOLE_BYTES_MAX = 1 << 10


class FoldLocals:
    """The variables that a loop mentions, as it begins: local ones of the step's function, and global ones.

    Of global variables those that cannot be compared (a connection, a model) are taken to hold nothing.
    """

    def __init__(self, names: Iterable[str], frame: FrameType) -> None:
        self._frame = frame
        here, outside = frame.f_locals, frame.f_globals
        self._before = {name: form_of(here[name]) for name in names if name in here}
        forms = {name: form_of(outside[name]) for name in names if name in outside and name not in here}
        self._outside = {name: form for name, form in forms.items() if form is not None}

    def changed(self) -> str | None:
        """The name of a variable in which the loop keeps something, or may; None: there is none."""
        here, outside = self._frame.f_locals, self._frame.f_globals
        for name, before in self._before.items():
            if before is None or name not in here or form_of(here[name]) != before:
                return name
        for name, before in self._outside.items():
            if name not in outside or form_of(outside[name]) != before:
                return name
        return None


def form_of(value: Any) -> object | None:
    """What tells a value from another one; None: that cannot be told."""
    if type(value) in _SAME:
        return (type(value), value)
    if isinstance(value, _HOLDS_NOTHING) or is_plain_builtin(value):
        return (id(value),)
    try:
        data = dumps(value, 5)
    except Exception:  # noqa: BLE001 - whatever the user's own __reduce__ raises
        return None
    return data if len(data) <= _WHOLE_BYTES_MAX else digest(data)


def is_plain_builtin(value: Any) -> bool:
    """Whether it is a function such as `len`, and not a method of something such as `list.append`."""
    return isinstance(value, BuiltinFunctionType) and isinstance(value.__self__, ModuleType | None)
