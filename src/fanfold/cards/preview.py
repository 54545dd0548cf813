"""How a value is shown on a card: as a table, a picture or a tree where it is one, else as Python prints it,
shortened.

What a library's object is, is told without importing that library: an object can only be its if it was
imported already.
"""

from __future__ import annotations

import reprlib
import sys
from collections.abc import Mapping
from typing import Any

from fanfold.cards.markup import Markup, cut

REPR_CHARS_MAX = 1500
FRAME_ROWS_MAX = 10
FRAME_COLUMNS_MAX = 20
TREE_CHILDREN_MAX = 1000

_PLAIN = (bool, int, float, complex, type(None))
_TREES = (list, tuple, dict, set, frozenset)
_LEAVES = (*_PLAIN, str)


def preview(value: object) -> Markup:
    """The value as HTML. Never raises for a value whose own `repr` does."""
    try:
        return _shown(value)
    except Exception as error:  # noqa: BLE001 - the value's own code: repr, columns, savefig
        return Markup('<span class="problem">a {} that cannot be shown: {}</span>').format(
            type(value).__qualname__, cut(repr(error), 300)
        )


def _shown(value: Any) -> Markup:
    from fanfold.cards.component import MetaflowCardComponent, drawn
    from fanfold.cards.components.image import Image, is_figure, is_pil_image

    if isinstance(value, _PLAIN):
        return _code(repr(value))
    if isinstance(value, str):
        return _code(repr(cut(value, REPR_CHARS_MAX)))
    if isinstance(value, bytes | bytearray):
        return _bytes(bytes(value))
    if isinstance(value, MetaflowCardComponent):
        return drawn(value)
    if is_frame(value):
        return _frame(value)
    if is_figure(value):
        return Markup(Image.from_matplotlib(value, f"{type(value).__name__}").render())
    if is_pil_image(value):
        return Markup(Image.from_pil_image(value, f"{type(value).__name__}, {value.size}").render())
    if _is_array(value):
        return _array(value)
    if type(value) in _TREES and value and _is_plain_tree(value, 0):
        from fanfold.cards.tree import tree

        return tree(value, ("True", "False", "None"), opens=True, depth=1)
    return _other(value)


def is_frame(value: object) -> bool:
    """Whether it is a DataFrame or a Series of pandas or polars."""
    return any(
        isinstance(value, (getattr(module, "DataFrame", ()), getattr(module, "Series", ())))
        for name in ("pandas", "polars")
        if (module := sys.modules.get(name)) is not None and hasattr(module, "DataFrame")
    )


def _frame(frame: Any) -> Markup:
    from fanfold.cards.components.table import Table, frame_parts

    headers, rows, note = frame_parts(frame, FRAME_ROWS_MAX, FRAME_COLUMNS_MAX)
    table = Table(rows, headers)
    table._note = note
    return Markup(table.render())


def _is_array(value: object) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, getattr(numpy, "ndarray", ()))


def _array(array: Any) -> Markup:
    shape = " by ".join(map(str, array.shape)) or "()"
    return Markup('<span class="quiet">array of {}, {}</span> {}').format(
        shape, str(array.dtype), _code(cut(repr(array), REPR_CHARS_MAX))
    )


def _is_plain_tree(value: object, depth: int) -> bool:
    """Whether it is made of plain values all through, as far as it will be shown."""
    if isinstance(value, _LEAVES):
        return True
    if type(value) not in _TREES or depth > 6 or len(value) > TREE_CHILDREN_MAX:  # type: ignore[arg-type]
        return False
    children = value.values() if isinstance(value, Mapping) else value
    return all(_is_plain_tree(child, depth + 1) for child in children)  # type: ignore[attr-defined]


def _bytes(data: bytes) -> Markup:
    from fanfold.cards.components.image import _kind_of

    kind = _kind_of(data)
    if kind is not None and len(data) > 64:
        from fanfold.cards.components.image import Image

        return Markup(Image(data, f"{len(data):,} bytes").render())
    return Markup('<span class="quiet">{} bytes</span> {}').format(f"{len(data):,}", _code(repr(data[:200])))


class _Short(reprlib.Repr):
    """Looks at so much of a container, and no more."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlist = self.maxtuple = self.maxset = self.maxfrozenset = self.maxdeque = self.maxarray = 50
        self.maxdict = 50
        self.maxlevel = 5
        self.maxstring = self.maxother = self.maxlong = REPR_CHARS_MAX


def _other(value: object) -> Markup:
    kind = type(value)
    shown = _code(cut(_Short().repr(value), REPR_CHARS_MAX))
    if kind in _TREES:
        return shown
    name = (
        kind.__qualname__
        if kind.__module__ in ("builtins", "__main__")
        else f"{kind.__module__}.{kind.__qualname__}"
    )
    return Markup('<span class="quiet">{}</span> {}').format(name, shown)


def _code(text: str) -> Markup:
    if "\n" in text:
        return Markup('<pre class="value" tabindex="0">{}</pre>').format(text)
    return Markup('<code class="value">{}</code>').format(text)
