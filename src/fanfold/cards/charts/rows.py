"""The rows of a chart's data, and their aggregates."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from fanfold.cards.charts.unsupported import Unsupported

Row = dict[str, Any]

ROWS_MAX = 20_000
"""A picture of more marks would be larger than the page is good for."""

Numbers = list[float]

AGGREGATES: Mapping[str, Callable[[Numbers], float]] = {
    "count": len,
    "sum": math.fsum,
    "mean": lambda values: math.fsum(values) / len(values),
    "average": lambda values: math.fsum(values) / len(values),
    "median": median,
    "min": min,
    "max": max,
    "distinct": lambda values: len(set(values)),
}


def rows_of(
    spec: Mapping[str, Any], inherited: Sequence[Row] | None, datasets: Mapping[str, Any]
) -> list[Row]:
    """The rows of a view: its own, or those of the view around it."""
    data = spec.get("data")
    if data is None:
        return list(inherited or ())
    if "values" in data:
        return _rows(data["values"])
    name = data.get("name")
    if name in datasets:
        return _rows(datasets[name])
    if "url" in data:
        raise Unsupported("its data would have to be fetched")
    raise Unsupported("it has no data of its own")


def _rows(values: Any) -> list[Row]:
    if isinstance(values, Mapping):
        values = [values]
    if not isinstance(values, Iterable) or isinstance(values, str):
        raise Unsupported("its data are no rows")
    rows = [dict(value) if isinstance(value, Mapping) else {"data": value} for value in values]
    if len(rows) > ROWS_MAX:
        raise Unsupported(f"it has {len(rows):,} rows, more than the {ROWS_MAX:,} that are drawn")
    return rows


def aggregated(rows: Sequence[Row], keys: Sequence[str], results: Mapping[str, tuple[str, str]]) -> list[Row]:
    """One row for each group of equal keys. `results` says for each new field how it comes about: the
    aggregate, and the field that it is of.
    """
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(_hashable(row.get(key)) for key in keys), []).append(row)
    made: list[Row] = []
    for group in groups.values():
        row = {key: group[0].get(key) for key in keys}
        for name, (aggregate, field) in results.items():
            row[name] = _aggregate(aggregate, field, group)
        made.append(row)
    return made


def _aggregate(name: str, field: str, group: Sequence[Row]) -> float | None:
    if name not in AGGREGATES:
        raise Unsupported(f"the aggregate {name!r}")
    if name == "count":
        return len(group)
    values = [row.get(field) for row in group]
    if name == "distinct":
        return len(set(map(_hashable, values)))
    numbers = [number for value in values if (number := number_of(value)) is not None]
    return float(AGGREGATES[name](numbers)) if numbers else None


def number_of(value: Any) -> float | None:
    """The value as a number that can be drawn; None if it is none."""
    if value is None or isinstance(value, str | bytes):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _hashable(value: Any) -> Any:
    try:
        hash(value)
    except TypeError:
        return repr(value)
    return value
