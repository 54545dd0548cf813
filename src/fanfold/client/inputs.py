"""The items of tasks as columns: the keys of dicts, the fields of dataclasses and named tuples, or the item
itself where it is a plain value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from itertools import chain
from typing import Any

from fanfold.client.opened import OpenRun
from fanfold.client.row import Row
from fanfold.client.snapshot import Snapshot
from fanfold.model.errors import RunError

INPUT = "input"
_PLAIN = frozenset([bool, int, float, str, type(None)])
_VALUES = _PLAIN - {type(None)}
_Parts = Iterable[tuple[Row, int]]


class Fields:
    """The fields of the items that the tasks of some rows had, read when they are first asked for."""

    def __init__(self, run: OpenRun, snapshot: Snapshot, parts: _Parts, height: int) -> None:
        self._run = run
        self._snapshot = snapshot
        self._parts = parts
        self._height = height
        self._kept: list[Any] | None = None

    def scalars(self, taken: Collection[str]) -> Iterator[tuple[str, list[Any]]]:
        """A column for each field that holds a plain value in some task. One whose name is `taken` is called
        `input.name`. None at all where the items cannot be read here.
        """
        try:
            items = self._items()
        except RunError:
            return
        kinds = set(map(type, items))
        if kinds and kinds <= _VALUES:
            yield (f"{INPUT}.{INPUT}" if INPUT in taken else INPUT), items
            return
        readers = {kind: _reader(kind) for kind in kinds}
        fields = [readers[type(item)](item) for item in items]
        for name in _names(fields):
            column = [found.get(name) for found in fields]
            if not set(map(type, column)) <= _PLAIN:
                column = [value if _is_plain(value) else None for value in column]
                if all(value is None for value in column):
                    continue
            yield (f"{INPUT}.{name}" if name in taken else name), column

    def named(self, name: str) -> list[Any] | None:
        """The column of one field, None for items without it; no column if no item has it."""
        own = name.removeprefix(f"{INPUT}.")
        if name == INPUT:
            return list(self._items())
        column = [_reader(type(item))(item).get(own, self) for item in self._items()]
        if all(value is self for value in column):
            return None
        return [None if value is self else value for value in column]

    def _items(self) -> list[Any]:
        """Each task's item; None outside a foreach."""
        if self._kept is None:
            self._kept = [None] * self._height
            for row, start in self._parts:
                if row.fan:
                    self._kept[start : start + row.width] = self._of(row)
        return self._kept

    def _of(self, row: Row) -> Iterable[Any]:
        items = self._run.items(row.fan, self._snapshot)
        return range(row.first, row.stop) if items is None else items.between(row.first, row.stop)


def _reader(kind: type) -> Callable[[Any], Mapping[Any, Any]]:
    """What gives the fields of items of this type."""
    if issubclass(kind, dict):
        return _itself
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return lambda item: dict(zip(item._fields, item, strict=True))
    if is_dataclass(kind):
        names = tuple(kind.__dataclass_fields__)
        return lambda item: {name: getattr(item, name) for name in names}
    if kind in _VALUES:
        return lambda item: {INPUT: item}
    return lambda item: {}


def _itself(item: Mapping[Any, Any]) -> Mapping[Any, Any]:
    return item


def _is_plain(value: object) -> bool:
    return type(value) in _PLAIN or getattr(value, "shape", None) == ()


def _names(fields: Iterable[Mapping[Any, Any]]) -> list[str]:
    """All names in the order in which they come up."""
    return [name for name in dict.fromkeys(chain.from_iterable(fields)) if isinstance(name, str)]
