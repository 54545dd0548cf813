"""`step.table()`: the tasks of a step as columns, plain lists that any library takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from fanfold.model.errors import RunError

SHOWN_ROWS = 5
SHOWN_CHARS_MAX = 24


class Table(Mapping[str, list[Any]]):
    """Columns by name, each a list with one value for each task. `table["score"]` is one of them, `rows()`
    goes through the tasks; `dataframe()`, `arrow()` and `polars()` hand all of it to a library.

    Attributes:
        height: how many tasks there are.
    """

    def __init__(self, columns: Mapping[str, list[Any]], height: int) -> None:
        self._columns = dict(columns)
        self.height = height

    def __getitem__(self, name: str) -> list[Any]:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def rows(self) -> Iterator[dict[str, Any]]:
        """A dict for each task."""
        names = tuple(self._columns)
        return (dict(zip(names, row, strict=True)) for row in zip(*self._columns.values(), strict=True))

    def dataframe(self) -> Any:
        """All of it as a pandas DataFrame.

        Raises:
            RunError: pandas is not installed.
        """
        return _library("pandas", "dataframe").DataFrame(self._columns)

    def arrow(self) -> Any:
        """All of it as a `pyarrow.Table`.

        Raises:
            RunError: pyarrow is not installed, or a column holds what Arrow has no type for.
        """
        arrow = _library("pyarrow", "arrow")
        return arrow.table({name: _arrow_array(arrow, name, found) for name, found in self.items()})

    def polars(self) -> Any:
        """All of it as a polars DataFrame.

        Raises:
            RunError: polars is not installed.
        """
        return _library("polars", "polars").DataFrame(self._columns, strict=False)

    def __repr__(self) -> str:
        rows = [tuple(self._columns), *zip(*(found[:SHOWN_ROWS] for found in self.values()), strict=True)]
        texts = [[_cut(str(cell)) for cell in row] for row in rows]
        widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in texts]
        return "\n".join([f"<Table of {self.height:,} tasks, {len(self)} columns>", *lines])


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_CHARS_MAX else text[: SHOWN_CHARS_MAX - 1] + "…"


def _library(name: str, method: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise RunError(
            f"{method}() needs {name}, which cannot be imported here: {error}.",
            remedy=f"Install it (pip install {name}), or use the columns as they are: they are plain lists.",
        ) from None


def _arrow_array(arrow: Any, name: str, values: list[Any]) -> Any:
    try:
        return arrow.array(values)
    except (arrow.ArrowInvalid, arrow.ArrowTypeError, arrow.ArrowNotImplementedError, OverflowError):
        kinds = ", ".join(dict.fromkeys(type(value).__name__ for value in values if value is not None))
        raise RunError(
            f"The column {name} holds {kinds}, for which Arrow has no type.",
            remedy="Use dataframe(), which takes anything, or columns= to leave it out.",
        ) from None
