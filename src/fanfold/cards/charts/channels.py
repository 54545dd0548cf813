"""Channels: what of a row decides where a mark stands, and how it looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from fanfold.cards.charts.rows import Row, aggregated, number_of
from fanfold.cards.charts.unsupported import Unsupported
from fanfold.model.named import NamedTuple

QUANTITATIVE, TEMPORAL, NOMINAL = "quantitative", "temporal", "nominal"

POSITIONS = ("x", "y", "x2", "y2", "theta", "xOffset", "yOffset")
LOOKS = ("color", "fill", "stroke", "opacity", "size", "shape", "detail", "text", "order", "strokeDash")
NOT_DRAWN = frozenset(["tooltip", "href", "url", "key", "description"])
"""What is said of a mark beside how it looks; left out without a word."""

_TRUNCATED = {
    "year": ("month", "day", "hour", "minute", "second"),
    "yearmonth": ("day", "hour", "minute", "second"),
    "yearmonthdate": ("hour", "minute", "second"),
    "yearmonthdatehours": ("minute", "second"),
}


class Channel(NamedTuple):
    """One channel: the field that it shows, or one value for all marks.

    Attributes:
        field: the name of the field, of an aggregate or a bin if it is one; None for a value.
        type: quantitative, temporal or nominal (which stands for ordinal too).
        title: what its axis or legend is called.
        options: what else was written.
    """

    field: str | None
    type: str
    title: str
    value: Any
    options: Mapping[str, Any]

    @property
    def scale(self) -> Mapping[str, Any]:
        """What was written about its scale."""
        return self.options.get("scale") or {}

    def of(self, row: Row) -> Any:
        """The row's value as it is drawn: a number, seconds since 1970, or a text."""
        value = self.value if self.field is None else row.get(self.field)
        if self.type == QUANTITATIVE:
            return number_of(value)
        if self.type == TEMPORAL:
            return seconds_of(value)
        return None if value is None else str(value)


def channels_of(encoding: Mapping[str, Any], rows: list[Row]) -> tuple[dict[str, Channel], list[Row]]:
    """The channels of a view, and its rows with the bins and aggregates that these ask for."""
    rows = [dict(row) for row in rows]
    channels: dict[str, Channel] = {}
    results: dict[str, tuple[str, str]] = {}
    for name, options in encoding.items():
        if name in NOT_DRAWN:
            continue
        if name not in POSITIONS and name not in LOOKS:
            raise Unsupported(f"the channel {name!r}")
        if isinstance(options, Mapping):
            channels |= _channel(name, options, rows, results)
    if results:
        keys = [each.field for each in channels.values() if each.field and each.field not in results]
        rows = aggregated(rows, list(dict.fromkeys(keys)), results)
    return channels, rows


def _channel(
    name: str, options: Mapping[str, Any], rows: list[Row], results: dict[str, tuple[str, str]]
) -> dict[str, Channel]:
    if "condition" in options and "value" not in options and "field" not in options:
        return {}
    if name in POSITIONS and "value" in options:  # a place on the page, which is not ours
        return {}
    if "field" not in options and "aggregate" not in options:
        value = options.get("datum", options.get("value"))
        kind = _type(options, [value])
        return {name: Channel(None, kind, "", value, options)}
    field = str(options.get("field", ""))
    title = str(_title(options) or "")
    aggregate = options.get("aggregate")
    if aggregate is not None:
        if not isinstance(aggregate, str):
            raise Unsupported(f"the aggregate {aggregate!r}")
        result = f"{aggregate} of {field}" if field else aggregate
        results[result] = (aggregate, field)
        return {name: Channel(result, QUANTITATIVE, title or result, None, options)}
    if options.get("bin"):
        return _binned(name, field, title, options, rows)
    kind = _type(options, [row.get(field) for row in rows])
    unit = options.get("timeUnit")
    shown = field if unit is None else _truncate(field, unit, rows)
    return {name: Channel(shown, kind, title or field, None, options)}


def _title(options: Mapping[str, Any]) -> object:
    for place in (options, options.get("axis") or {}, options.get("legend") or {}):
        title = place.get("title") if isinstance(place, Mapping) else None
        if title:
            return " ".join(title) if isinstance(title, list) else title
    return None


def _type(options: Mapping[str, Any], values: Sequence[Any]) -> str:
    kind = options.get("type")
    if kind in (QUANTITATIVE, TEMPORAL):
        return str(kind)
    if kind is not None:
        return NOMINAL
    there = [value for value in values if value is not None]
    if there and all(number_of(value) is not None and not isinstance(value, bool) for value in there):
        return QUANTITATIVE
    is_time = "timeUnit" in options or (there and all(isinstance(value, date) for value in there))
    return TEMPORAL if is_time else NOMINAL


def _binned(
    name: str, field: str, title: str, options: Mapping[str, Any], rows: list[Row]
) -> dict[str, Channel]:
    """Two channels: where each bin begins, and where it ends."""
    from fanfold.cards.charts.scales import nice_step

    values = [number for row in rows if (number := number_of(row.get(field))) is not None]
    if not values:
        raise Unsupported("it has nothing to put into bins")
    wanted = options["bin"] if isinstance(options["bin"], Mapping) else {}
    step = float(
        wanted.get("step") or nice_step(max(values) - min(values) or 1.0, int(wanted.get("maxbins", 10)))
    )
    first, last = f"{field} from", f"{field} to"
    for row in rows:
        number = number_of(row.get(field))
        row[first] = None if number is None else number // step * step
        row[last] = None if number is None else number // step * step + step
    start = Channel(first, QUANTITATIVE, title or field, None, options)
    if name not in ("x", "y"):
        return {name: start._replace(type=NOMINAL)}
    return {name: start, f"{name}2": Channel(last, QUANTITATIVE, "", None, {})}


def _truncate(field: str, unit: Any, rows: list[Row]) -> str:
    """A further field with the moments of `field` cut down to whole months and the like."""
    unit = unit.get("unit") if isinstance(unit, Mapping) else unit
    unit = str(unit).removeprefix("utc")
    if unit not in _TRUNCATED:
        raise Unsupported(f"the time unit {unit!r}")
    made = f"{field} by {unit}"
    lowest: dict[str, Any] = {part: 1 if part in ("month", "day") else 0 for part in _TRUNCATED[unit]}
    for row in rows:
        seconds = seconds_of(row.get(field))
        row[made] = None
        if seconds is not None:
            row[made] = datetime.fromtimestamp(seconds, UTC).replace(microsecond=0, **lowest)
    return made


def seconds_of(value: Any) -> float | None:
    """A moment in seconds since 1970: of a date, an ISO text, or milliseconds as in JavaScript."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp()
    if isinstance(value, str):
        try:
            return seconds_of(datetime.fromisoformat(value.strip().replace("/", "-")))
        except ValueError:
            return None
    number = number_of(value)
    return None if number is None else number / 1000
