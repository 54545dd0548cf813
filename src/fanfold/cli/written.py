"""A table of tasks as data for other programs: CSV, JSON, Parquet."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fanfold.model.errors import UsageError

if TYPE_CHECKING:
    from fanfold.client.columns import Table


def write_csv(table: Table) -> None:
    """Print it as CSV with a line of names first; what is None is left empty."""
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(table)
    writer.writerows(zip(*table.values(), strict=True))


def write_json(table: Table) -> None:
    """Print it as a JSON array with an object for each task, one on a line."""
    lines = (json.dumps(_jsonable(row), ensure_ascii=False, default=repr) for row in table.rows())
    sys.stdout.write("[")
    for number, line in enumerate(lines):
        sys.stdout.write(",\n" if number else "\n")
        sys.stdout.write(line)
    sys.stdout.write("\n]\n")


def write_parquet(table: Table) -> None:
    """Write it as a Parquet file to standard output.

    Raises:
        UsageError: that is a terminal.
    """
    if sys.stdout.isatty():
        raise UsageError("--parquet writes bytes, and this is a terminal.", remedy="Add > FILE.parquet")
    arrow = table.arrow()
    from importlib import import_module
    from io import BytesIO

    file = BytesIO()  # Parquet ends with where its parts lie, which a pipe cannot tell
    import_module("pyarrow.parquet").write_table(arrow, file)
    sys.stdout.buffer.write(file.getbuffer())
    sys.stdout.buffer.flush()


def _jsonable(row: dict[str, Any]) -> dict[str, Any]:
    """JSON has no numbers that are none, and no infinite ones."""
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in row.items()
    }


WRITERS: dict[str, Callable[[Table], None]] = {
    "csv": write_csv,
    "json": write_json,
    "parquet": write_parquet,
}
