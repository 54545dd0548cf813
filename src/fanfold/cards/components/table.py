"""`Table`: rows and columns. A cell may be a component of its own: an artifact, a picture, a progress bar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from numbers import Number
from typing import Any, Self

from fanfold.cards.component import MetaflowCardComponent, UserComponent, drawn
from fanfold.cards.markup import Markup, cut, template

CELL_CHARS_MAX = 2000
ROWS_MAX = 10_000
"""A browser shows no more with ease."""

FRAME_ROWS_MAX = 100
FRAME_COLUMNS_MAX = 60


class Table(UserComponent):
    """Rows, each a sequence of cells, below the headers of the columns."""

    REALTIME_UPDATABLE = True

    def __init__(
        self,
        data: Iterable[Iterable[object]] | None = None,
        headers: Iterable[object] | None = None,
        disable_updates: bool = False,
    ) -> None:
        self._take(data, headers)
        self._note = ""

    @classmethod
    def from_dataframe(cls, dataframe: Any = None, truncate: bool = True) -> Self:
        """The rows of a DataFrame (of pandas, polars, or whatever is made like them), index included. Of a
        long one the first hundred, unless `truncate` is False.
        """
        rows_max = FRAME_ROWS_MAX if truncate else None
        headers, rows, note = frame_parts(dataframe, rows_max, FRAME_COLUMNS_MAX if truncate else None)
        table = cls(rows, headers)
        table._note = note
        return table

    def update(
        self, data: Iterable[Iterable[object]] | None = None, headers: Iterable[object] | None = None
    ) -> None:
        """Show other rows; the headers stay where none are given."""
        self._take(self._rows if data is None else data, self._headers if headers is None else headers)

    def _take(self, data: Iterable[Iterable[object]] | None, headers: Iterable[object] | None) -> None:
        # The user's own lists, not copies: what is appended to them before the step ends is shown too.
        self._rows = data if isinstance(data, Sequence) else list(data or ())
        self._headers = headers if isinstance(headers, Sequence) else list(headers or ())

    def render(self) -> str:
        """Its HTML."""
        rows = [[_cell(value) for value in _row(row)] for row in self._rows[:ROWS_MAX]]
        width = max(map(len, [*rows, self._headers]), default=0)
        headers = [*map(str, self._headers)]
        padded = [[*row, *[_cell("")] * (width - len(row))] for row in rows]
        if headers:
            headers += [""] * (width - len(headers))
        numbers = [all(row[column][0] == "number" for row in padded) for column in range(width)]
        kinds = ["number" if is_number and padded else "" for is_number in numbers]
        named = list(zip(kinds, headers, strict=True)) if headers else []
        note = self._note or _left_out(len(self._rows), 0, ROWS_MAX, None)
        return template("table.html", headers=named, rows=padded, note=note)


def _row(row: object) -> list[object]:
    return list(row) if isinstance(row, Iterable) and not isinstance(row, str | bytes) else [row]


def _cell(value: object) -> tuple[str, Markup | str]:
    """The class of a cell, and what stands in it."""
    if isinstance(value, MetaflowCardComponent):
        return "", drawn(value)
    if value is None or isinstance(value, str | bool):
        return "", "" if value is None else cut(str(value), CELL_CHARS_MAX)
    if isinstance(value, Number):
        return "number", _number(value)
    from fanfold.cards.components.image import is_figure, is_pil_image
    from fanfold.cards.preview import preview

    if is_figure(value) or is_pil_image(value):
        return "", preview(value)
    return "", cut(str(value), CELL_CHARS_MAX)


def _number(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def frame_parts(
    frame: Any, rows_max: int | None, columns_max: int | None
) -> tuple[list[str], list[list[object]], str]:
    """Headers, rows and a note on what was left out, of a DataFrame or Series of pandas or polars."""
    if hasattr(frame, "to_frame") and not hasattr(frame, "columns"):
        frame = frame.to_frame()
    columns = [str(column) for column in frame.columns]
    count = len(frame)
    head = frame if rows_max is None else frame.head(rows_max)
    if columns_max is not None and len(columns) > columns_max:
        head = (
            head.iloc[:, :columns_max] if hasattr(head, "iloc") else head.select(head.columns[:columns_max])
        )
    if hasattr(head, "itertuples"):
        rows = [list(row) for row in head.itertuples(name=None)]
        headers = [_index_name(frame), *columns[:columns_max]]
    else:
        rows = [list(row) for row in head.iter_rows()]
        headers = columns[:columns_max]
    return headers, rows, _left_out(count, len(columns), rows_max, columns_max)


def _index_name(frame: Any) -> str:
    name = getattr(getattr(frame, "index", None), "name", None)
    return "" if name is None else str(name)


def _left_out(rows: int, columns: int, rows_max: int | None, columns_max: int | None) -> str:
    parts = []
    if rows_max is not None and rows > rows_max:
        parts.append(f"the first {rows_max:,} of {rows:,} rows")
    if columns_max is not None and columns > columns_max:
        parts.append(f"the first {columns_max} of {columns:,} columns")
    return f"Shown: {' and '.join(parts)}." if parts else ""
