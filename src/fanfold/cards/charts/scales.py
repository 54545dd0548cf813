"""Scales: from values to places, and the ticks of their axes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from fanfold.cards.charts.channels import NOMINAL, TEMPORAL, Channel
from fanfold.cards.charts.unsupported import Unsupported

TICKS_MAX = 6
LABELS_MAX = 24
"""So many names of categories fit below an axis; of more, every so many-th is written."""

BAND_SHARE = 0.82
DAY_SECONDS = 86400.0


class Scale(Protocol):
    """Where values stand between two ends."""

    step: float
    """The room of one category; 0 where there are none."""

    def at(self, value: Any) -> float:
        """The place of a value (for a category, its middle)."""

    def ticks(self) -> list[tuple[float, str]]:
        """The places to be marked, each with its label."""


class Linear:
    """Numbers."""

    step = 0.0

    def __init__(self, low: float, high: float, ends: tuple[float, float], *, nice: bool) -> None:
        if low == high:
            low, high = (low - 1, high + 1) if low else (0.0, 1.0)
        self._tick = nice_step(high - low, TICKS_MAX)
        if nice:
            low = math.floor(low / self._tick) * self._tick
            high = math.ceil(high / self._tick) * self._tick
        self.low, self.high, self._ends = low, high, ends

    def at(self, value: Any) -> float:
        """The place of a number."""
        first, last = self._ends
        return first + (float(value) - self.low) / (self.high - self.low) * (last - first)

    def ticks(self) -> list[tuple[float, str]]:
        """Round numbers."""
        count = math.floor(self.high / self._tick + 1e-9) - math.ceil(self.low / self._tick - 1e-9)
        first = math.ceil(self.low / self._tick - 1e-9)
        values = [(first + number) * self._tick for number in range(count + 1)]
        return [(self.at(value), short_number(value)) for value in values]


class Logarithmic:
    """Numbers above zero, by their size."""

    step = 0.0

    def __init__(self, low: float, high: float, ends: tuple[float, float]) -> None:
        if low <= 0:
            raise Unsupported("a logarithmic scale of numbers that are not above zero")
        self._low = math.floor(math.log10(low))
        self._high = max(math.ceil(math.log10(high)), self._low + 1)
        self._ends = ends

    def at(self, value: Any) -> float:
        """The place of a number."""
        first, last = self._ends
        share = (math.log10(max(value, 10.0**self._low)) - self._low) / (self._high - self._low)
        return first + share * (last - first)

    def ticks(self) -> list[tuple[float, str]]:
        """Powers of ten."""
        step = max(1, (self._high - self._low) // TICKS_MAX)
        powers = range(self._low, self._high + 1, step)
        return [(self.at(10.0**power), short_number(10.0**power)) for power in powers]


class Times(Linear):
    """Moments, in seconds since 1970."""

    def __init__(self, low: float, high: float, ends: tuple[float, float]) -> None:
        if low == high:
            low, high = low - DAY_SECONDS / 2, high + DAY_SECONDS / 2
        super().__init__(low, high, ends, nice=False)

    def ticks(self) -> list[tuple[float, str]]:
        """Round moments: years, months, days, hours or minutes."""
        moments, form = _moments(self.low, self.high)
        inside = [each for each in moments if self.low <= each <= self.high] or [self.low, self.high]
        return [(self.at(each), f"{datetime.fromtimestamp(each, UTC):{form}}") for each in inside]


class Bands:
    """Categories, side by side."""

    def __init__(self, names: Sequence[str], ends: tuple[float, float]) -> None:
        self.names = list(names)
        self._index = {name: number for number, name in enumerate(self.names)}
        self._ends = ends
        self.step = abs(ends[1] - ends[0]) / max(1, len(self.names))

    def at(self, value: Any) -> float:
        """The middle of a category."""
        first, last = sorted(self._ends)
        return first + (self._index.get(str(value), 0) + 0.5) * (last - first) / max(1, len(self.names))

    def ticks(self) -> list[tuple[float, str]]:
        """All of them, or every so many-th."""
        every = math.ceil(len(self.names) / LABELS_MAX)
        return [(self.at(name), name) for name in self.names[::every]]


def scale_of(
    channels: Sequence[Channel], values: Sequence[Any], ends: tuple[float, float], order: Sequence[str]
) -> Scale:
    """The scale for one axis, of all channels that it stands for and all values that these have."""
    channel = channels[0]
    domain = channel.scale.get("domain")
    if channel.type == NOMINAL:
        return Bands([*map(str, domain)] if isinstance(domain, list) else order, ends)
    numbers = [value for value in values if isinstance(value, int | float)]
    if not numbers:
        raise Unsupported("it has nothing to draw")
    low, high = min(numbers), max(numbers)
    if channel.type == TEMPORAL:
        return Times(low, high, ends)
    kind = channel.scale.get("type", "linear")
    if kind in ("log", "symlog"):
        return Logarithmic(low, high, ends)
    if kind not in ("linear", "sqrt", "pow"):
        raise Unsupported(f"a scale of type {kind!r}")
    if (
        isinstance(domain, list)
        and len(domain) == 2
        and all(isinstance(each, int | float) for each in domain)
    ):
        return Linear(float(domain[0]), float(domain[1]), ends, nice=False)
    if channel.scale.get("zero", not channel.options.get("bin")):
        low, high = min(low, 0.0), max(high, 0.0)
    return Linear(low, high, ends, nice=bool(channel.scale.get("nice", True)))


def nice_step(span: float, count: int) -> float:
    """A step of 1, 2 or 5 times a power of ten, of which about `count` fit into the span."""
    rough = span / max(1, count)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))


def short_number(value: float) -> str:
    """A number as it stands beside an axis."""
    if value == 0:
        return "0"
    size = abs(value)
    for limit, unit in ((1e12, "T"), (1e9, "G"), (1e6, "M")):
        if size >= limit:
            return f"{value / limit:.4g}{unit}"
    return f"{value:,.0f}" if size >= 1000 else f"{value:.4g}"


_SPANS: Sequence[tuple[float, float, str]] = (
    (120.0, 20.0, "%H:%M:%S"),
    (600.0, 120.0, "%H:%M"),
    (3600.0, 600.0, "%H:%M"),
    (6 * 3600.0, 3600.0, "%H:%M"),
    (1.5 * DAY_SECONDS, 6 * 3600.0, "%H:%M"),
    (8 * DAY_SECONDS, DAY_SECONDS, "%d %b"),
    (50 * DAY_SECONDS, 7 * DAY_SECONDS, "%d %b"),
)
"""Up to which span, in which steps, and how the ticks are written."""


def _moments(low: float, high: float) -> tuple[Iterable[float], str]:
    span = high - low
    for limit, step, form in _SPANS:
        if span <= limit:
            first = math.ceil(low / step)
            return [(first + number) * step for number in range(int(span / step) + 1)], form
    months = max(1, round(span / (30 * DAY_SECONDS) / TICKS_MAX))
    months = next((each for each in (1, 2, 3, 6) if each >= months), 12 * math.ceil(months / 12))
    return _month_starts(low, high, months), "%Y" if months % 12 == 0 else "%b %Y"


def _month_starts(low: float, high: float, months: int) -> list[float]:
    start = datetime.fromtimestamp(low, UTC)
    number = start.year * 12 + start.month - 1
    number = math.ceil(number / months) * months
    found: list[float] = []
    moment = datetime.fromtimestamp(low, UTC) - timedelta(days=1)
    while moment.timestamp() <= high:
        moment = datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)
        found.append(moment.timestamp())
        number += months
    return found


def order_of(
    channel: Channel, rows: Sequence[Mapping[str, Any]], measures: Mapping[str, Channel]
) -> list[str]:
    """The categories of a channel in their order: sorted, unless `sort` says otherwise."""
    there = [channel.of(dict(row)) for row in rows]
    names = list(dict.fromkeys(name for name in there if name is not None))
    wanted = channel.options.get("sort", "ascending")
    if isinstance(wanted, list):
        first = [str(name) for name in wanted]
        return [*(name for name in first if name in names), *(name for name in names if name not in first)]
    if isinstance(wanted, str) and wanted.lstrip("-") in measures:
        measure, sums = measures[wanted.lstrip("-")], dict.fromkeys(names, 0.0)
        for name, row in zip(there, rows, strict=True):
            if name is not None:
                sums[name] += measure.of(dict(row)) or 0.0
        return sorted(names, key=lambda name: sums[name], reverse=wanted.startswith("-"))
    if wanted is None or isinstance(wanted, Mapping):
        return names
    return sorted(names, key=_natural, reverse=wanted == "descending")


def _natural(name: str) -> tuple[bool, float, str]:
    try:
        return (False, float(name), "")
    except ValueError:
        return (True, 0.0, name)
