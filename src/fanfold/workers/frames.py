"""DataFrames that many tasks read are decoded once in a process.

To decode one costs milliseconds, for columns of text hundreds of them, and most tasks only filter it. pandas
copies on write (always since 3.0): a shallow copy shares all columns with its original until somebody writes
to one of them, and then has that one to itself. So each task gets a shallow copy of its own, and what one
changes no other sees. Whether it changed anything shows in where its columns lie, without reading them.

That is so only for values that cannot be changed past pandas: a frame with a column of lists is decoded for
each task.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from pathlib import Path
from typing import Any, cast

from fanfold.store.checked import Checked
from fanfold.store.codec import Entry, is_stored
from fanfold.store.loading import Packs

_FRAMES_KEPT_MAX = 4
_KINDS = frozenset(
    f"{module}.{name}"
    for module, names in {
        "pandas": ("DataFrame", "Series"),
        "pandas.core.frame": ("DataFrame",),
        "pandas.core.series": ("Series",),
    }.items()
    for name in names
)
_UNCHANGEABLE = frozenset(["string", "empty"])


class SharedPacks(Packs):
    """The packs of a run, for a process that runs many tasks."""

    def __init__(self, folder: Path, *, checked: Checked | None = None) -> None:
        super().__init__(folder, checked=checked)
        self._frames: OrderedDict[tuple[object, ...], Any] = OrderedDict()

    def load(self, entry: Entry) -> Any:
        """The value of an entry: a new object, or a shallow copy that pandas keeps apart from others."""
        if not is_stored(entry) or cast("tuple[object, ...]", entry)[4] not in _KINDS:
            return super().load(entry)
        key = cast("tuple[object, ...]", entry)[:3]
        if key not in self._frames:
            value = super().load(entry)
            self._frames[key] = _frozen(value) if _may_be_shared(value) else None
            if len(self._frames) > _FRAMES_KEPT_MAX:
                self._frames.popitem(last=False)
            if self._frames[key] is None:
                return value
        kept = self._frames[key]
        return super().load(entry) if kept is None else kept.copy(deep=False)

    def is_as_stored(self, entry: Entry, value: Any) -> bool:
        """Whether a frame that was handed out has its columns where they were."""
        if not is_stored(entry) or cast("tuple[object, ...]", entry)[4] not in _KINDS:
            return False
        kept = self._frames.get(cast("tuple[object, ...]", entry)[:3])
        try:
            return kept is not None and _is_same(kept, value)
        except Exception:  # noqa: BLE001 - it looks into pandas, whatever version that is
            return False


def _may_be_shared(value: Any) -> bool:
    pandas: Any = sys.modules["pandas"]
    try:
        if (
            type(value) not in (pandas.DataFrame, pandas.Series)
            or value.attrs
            or not _copies_on_write(pandas)
        ):
            return False
        arrays = [block.values for block in value._mgr.blocks] + list(value._mgr.axes)
        return all(_is_unchangeable(pandas, each) for each in arrays if each.dtype == object)
    except Exception:  # noqa: BLE001 - the same
        return False


def _frozen(value: Any) -> Any:
    """The frame, with what lies under its columns made read-only: `series.array[0] = 1` goes past pandas'
    copies, and is to fail rather than be seen by others.
    """
    for block in value._mgr.blocks:
        for array in _parts_of(block.values):
            flags = getattr(array, "flags", None)
            if flags is not None:
                flags.writeable = False
    return value


def _copies_on_write(pandas: Any) -> bool:
    return int(pandas.__version__.partition(".")[0]) >= 3 or pandas.get_option("mode.copy_on_write") is True


def _is_unchangeable(pandas: Any, values: Any) -> bool:
    """Whether objects in a column are texts and gaps, and no lists or the like."""
    rows = [values] if values.ndim == 1 else list(values)
    return all(pandas.api.types.infer_dtype(row, skipna=True) in _UNCHANGEABLE for row in rows)


def _is_same(kept: Any, value: Any) -> bool:
    if type(kept) is not type(value) or value.attrs or kept.flags != value.flags:
        return False
    mine, its = kept._mgr, value._mgr
    return (
        len(mine.blocks) == len(its.blocks)
        and all(_is_same_axis(*pair) for pair in zip(mine.axes, its.axes, strict=True))
        and all(_is_same_array(a.values, b.values) for a, b in zip(mine.blocks, its.blocks, strict=True))
        and getattr(kept, "name", None) is getattr(value, "name", None)
    )


def _is_same_axis(one: Any, other: Any) -> bool:
    return one is other or (one.is_(other) and list(one.names) == list(other.names))


_PARTS = ("_pa_array", "_ndarray", "_data", "_mask")
"""Where pandas' own arrays keep what they hold: text in Arrow; times, categories and other text in NumPy;
numbers with gaps.
"""


def _is_same_array(one: Any, other: Any) -> bool:
    """Whether two arrays are the same memory in the same order."""
    if one is other:
        return True
    if type(one) is not type(other) or one.dtype != other.dtype:
        return False
    mine, its = _parts_of(one), _parts_of(other)
    return bool(mine) and all(map(_lies_alike, mine, its))


def _parts_of(array: Any) -> list[Any]:
    if hasattr(array, "__array_interface__"):
        return [array]
    return [getattr(array, name) for name in _PARTS if hasattr(array, name)]


def _lies_alike(one: Any, other: Any) -> bool:
    if one is other:
        return True
    where = getattr(one, "__array_interface__", None)  # what Arrow holds cannot be changed, only replaced
    return where is not None and bool(where == other.__array_interface__)
