"""The name of an item, from the moment it is queued: strings and numbers by value, dicts in short form,
others by repr. Always one line, since it stands in lines of output and is typed.
"""

from __future__ import annotations

from fanfold.model.limits import KEY_CHARS_MAX, KEY_TEXT_CHARS_MAX


def key_of(item: object) -> str:
    """The item's name, never empty. Never raises: an item whose own `repr` does is named by its type."""
    kind = type(item)
    if kind is str:
        return _named(item) or repr(item)  # type: ignore[arg-type]
    if kind is int or kind is float or kind is bool:
        return str(item)
    try:
        return _described(item) or _short_repr(item)
    except Exception:  # noqa: BLE001 - the user's own __repr__ or __str__ may raise anything
        return f"<{kind.__name__}>"


def _described(item: object) -> str:
    if isinstance(item, str | int | float | bool) or getattr(item, "shape", None) == ():
        return _named(str(item))
    if isinstance(item, dict):
        return _cut(",".join(f"{name}={_part(value)}" for name, value in list(item.items())[:8]))
    if isinstance(item, tuple | list) and len(item) <= 4:
        return _cut(",".join(_part(value) for value in item))
    return _cut(_short_repr(item))


def _named(text: str) -> str:
    if len(text) <= KEY_TEXT_CHARS_MAX and text.isprintable():
        return text
    # A little more than is kept, so that there is something to mark as cut.
    return _cut(text[: 2 * KEY_TEXT_CHARS_MAX], chars_max=KEY_TEXT_CHARS_MAX)


def _part(value: object) -> str:
    return str(value) if isinstance(value, str | int | float | bool) else _short_repr(value)


def _short_repr(value: object) -> str:
    if type(value).__repr__ is object.__repr__:  # it would say where in memory it lies
        return f"<{type(value).__name__}>"
    from reprlib import repr as short

    return " ".join(short(value).split())


def _cut(text: str, *, chars_max: int = KEY_CHARS_MAX) -> str:
    if not text.isprintable():
        text = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return text if len(text) <= chars_max else text[: chars_max - 1] + "…"


def is_plain(item: object) -> bool:
    """Whether the name can be told from the stored item at any time, so that it need not be stored."""
    return type(item) in (str, int, float, bool)
