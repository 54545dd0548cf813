"""Why something cannot be pickled: the path inside it to the part that is to blame, and that part's type."""

from __future__ import annotations

from collections.abc import Iterator
from pickle import dumps
from typing import Any

_DEPTH_MAX = 12
_PARTS_MAX = 10_000


def explain(value: Any, error: BaseException) -> str:
    """One sentence that names the culprit inside `value`."""
    path, part = _culprit(value)
    kind = type(part)
    name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
    where = f"{path} is a {name}" if path else f"it is a {name}"
    return f"{where} ({str(error).splitlines()[0] if str(error) else type(error).__name__})"


def _culprit(value: Any) -> tuple[str, Any]:
    path = ""
    for _ in range(_DEPTH_MAX):
        inner = next(((step, part) for step, part in _parts(value) if not _travels(part)), None)
        if inner is None:
            break
        path, value = path + inner[0], inner[1]
    return path, value


def _travels(value: Any) -> bool:
    try:
        dumps(value, 5)
    except Exception:  # noqa: BLE001 - whatever the user's own __reduce__ raises
        return False
    return True


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    """The parts of a value, each with how it is written in Python."""
    if isinstance(value, dict):
        for number, (key, part) in enumerate(value.items()):
            if number >= _PARTS_MAX:
                return
            yield f"[{key!r}]", part
    elif isinstance(value, list | tuple | set | frozenset):
        for number, part in enumerate(value):
            if number >= _PARTS_MAX:
                return
            yield f"[{number}]", part
    for name, part in getattr(value, "__dict__", {}).items() if not isinstance(value, type) else ():
        yield f".{name}", part
