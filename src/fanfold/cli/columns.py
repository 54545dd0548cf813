"""Text in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fanfold.terminal.cells import cut, padded, visible, width

CELL_COLUMNS_MAX = 40


def aligned(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> Iterator[str]:
    """The rows as lines, each column as wide as it must be; those numbered in `right` stand at the right."""
    texts = [[_cut(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        cells = (
            cell.rjust(columns) if number in right else padded(cell, columns)
            for number, (cell, columns) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def _cut(cell: str) -> str:
    return cut(visible(" ".join(cell.split())), CELL_COLUMNS_MAX)
