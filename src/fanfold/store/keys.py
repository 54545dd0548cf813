"""The name of an item, from the moment it is queued: strings and numbers by value, dicts in short form,
others by repr.
"""

from __future__ import annotations

from fanfold.model.limits import KEY_CHARS_MAX


def key_of(item: object) -> str:
    """The item's name. Never raises: an item whose own `repr` does is named by its type."""
    kind = type(item)
    if kind is str:
        return item  # type: ignore[return-value]
    if kind is int or kind is float or kind is bool:
        return str(item)
    try:
        return _described(item)
    except Exception:  # noqa: BLE001 - the user's own __repr__ or __str__ may raise anything
        return f"<{kind.__name__}>"


def _described(item: object) -> str:
    if isinstance(item, str | int | float | bool) or getattr(item, "shape", None) == ():
        return str(item)
    if isinstance(item, dict):
        return _cut(",".join(f"{name}={_part(value)}" for name, value in list(item.items())[:8]))
    if isinstance(item, tuple | list) and len(item) <= 4:
        return _cut(",".join(_part(value) for value in item))
    return _cut(_short_repr(item))


def _part(value: object) -> str:
    return str(value) if isinstance(value, str | int | float | bool) else _short_repr(value)


def _short_repr(value: object) -> str:
    if type(value).__repr__ is object.__repr__:  # it would say where in memory it lies
        return f"<{type(value).__name__}>"
    from reprlib import repr as short

    return " ".join(short(value).split())


def _cut(text: str) -> str:
    return text if len(text) <= KEY_CHARS_MAX else text[: KEY_CHARS_MAX - 1] + "…"


def is_plain(item: object) -> bool:
    """Whether the name can be told from the stored item at any time, so that it need not be stored."""
    return type(item) in (str, int, float, bool)
