"""From a Vega-Lite specification to a picture: its views on their axes, with a legend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from fanfold.cards.charts.axes import axes, legend, margins
from fanfold.cards.charts.channels import NOMINAL, Channel, channels_of
from fanfold.cards.charts.colours import Colours
from fanfold.cards.charts.marks import is_stacked, shapes
from fanfold.cards.charts.rows import Row, rows_of
from fanfold.cards.charts.scales import Scale, order_of, scale_of
from fanfold.cards.charts.unsupported import Unsupported
from fanfold.cards.charts.view import Frame, View
from fanfold.cards.markup import Markup, joined
from fanfold.model.named import NamedTuple

WIDTH = 480.0
HEIGHT = 280.0
HEIGHT_MAX = 900.0
TITLE_HEIGHT = 32.0
RIGHT_ROOM = 20.0
BAND_HEIGHT = 22.0

_CONCATENATIONS = ("hconcat", "vconcat", "concat")
_NOT_DRAWN = ("transform", "facet", "repeat", "projection")


class _Part(NamedTuple):
    """One mark before its scales are known."""

    kind: str
    mark: Mapping[str, Any]
    channels: dict[str, Channel]
    rows: list[Row]


def chart(spec: Mapping[str, Any]) -> Markup:
    """The picture.

    Raises:
        Unsupported: something in it is not drawn.
    """
    if not isinstance(spec, Mapping):
        raise Unsupported("it is no specification")
    datasets = spec.get("datasets") or {}
    return joined(_pictures(spec, {}, None, datasets))


def _pictures(
    spec: Mapping[str, Any],
    encoding: Mapping[str, Any],
    rows: Sequence[Row] | None,
    datasets: Mapping[str, Any],
) -> Iterator[Markup]:
    for name in _CONCATENATIONS:
        if name in spec:
            own = rows_of(spec, rows, datasets) if "data" in spec else rows
            for part in spec[name]:
                yield from _pictures(part, encoding, own, datasets)
            return
    parts = list(_parts(spec, encoding, rows, datasets))
    if not parts:
        raise Unsupported("it has no mark")
    yield _picture(spec, parts)


def _parts(
    spec: Mapping[str, Any],
    encoding: Mapping[str, Any],
    rows: Sequence[Row] | None,
    datasets: Mapping[str, Any],
) -> Iterator[_Part]:
    """The marks of a view or of its layers."""
    for name in _NOT_DRAWN:
        if spec.get(name):
            raise Unsupported(f"{name!r}")
    if "marks" in spec:
        raise Unsupported("it is a specification of Vega, and not of Vega-Lite")
    encoding = {**encoding, **(spec.get("encoding") or {})}
    if "layer" in spec:
        own = rows_of(spec, rows, datasets) if "data" in spec else rows
        for layer in spec["layer"]:
            yield from _parts(layer, encoding, own, datasets)
        return
    mark = spec.get("mark")
    if mark is None:
        return
    mark = {"type": mark} if isinstance(mark, str) else dict(mark)
    if any(name in encoding for name in ("row", "column", "facet")):
        raise Unsupported("charts in rows and columns")
    channels, made = channels_of(encoding, rows_of(spec, rows, datasets) if "data" in spec or rows else [])
    yield _Part(str(mark.get("type")), mark, channels, made)


def _picture(spec: Mapping[str, Any], parts: list[_Part]) -> Markup:
    orders = _orders(parts)
    height = _height(spec, parts, orders)
    names = _colour_names(parts)
    top = (TITLE_HEIGHT if _title(spec) else 6.0) + legend_height(names)
    left, bottom = margins(_axis_channels(parts, "x"), _axis_channels(parts, "y"), _labels(parts, orders))
    frame = Frame(left, top, WIDTH - RIGHT_ROOM, top + height)
    x = _scale("x", parts, (frame.left, frame.right), orders["x"])
    y = _scale("y", parts, (frame.bottom, frame.top), orders["y"])
    views = [_view(part, number, names, frame, x, y) for number, part in enumerate(parts)]
    pieces = [
        _heading(spec),
        legend(names, _colour_channel(parts), views[0].colours, TITLE_HEIGHT if _title(spec) else 6.0, WIDTH),
        axes(frame, x, y, _axis_channels(parts, "x"), _axis_channels(parts, "y")),
        *chain.from_iterable(map(shapes, views)),
    ]
    whole = frame.bottom + (bottom if x is not None else 8)
    return Markup(
        '<svg class="chart" role="img" aria-label="{}" viewBox="0 0 {:.0f} {:.0f}">{}</svg>'
    ).format(_told(spec, parts), WIDTH, whole, joined(pieces))


def legend_height(names: Sequence[str]) -> float:
    """The room that the names of the series take."""
    from fanfold.cards.charts.axes import legend_rows

    return 18.0 * len(legend_rows(names, WIDTH)) + (4 if names else 0)


def _view(part: _Part, number: int, names: list[str], frame: Frame, x: Scale | None, y: Scale | None) -> View:
    channel = _colour_of(part)
    colours = Colours(channel, names, part.mark, number)
    colours.spread(part.rows)
    offset = part.channels.get("xOffset") or part.channels.get("yOffset")
    offsets = order_of(offset, part.rows, {}) if offset is not None else ()
    return View(part.kind, part.mark, part.channels, part.rows, colours, frame, x, y, offsets)


def _colour_of(part: _Part) -> Channel | None:
    return part.channels.get("color") or part.channels.get("fill") or part.channels.get("stroke")


def _colour_channel(parts: Sequence[_Part]) -> Channel | None:
    return next((channel for part in parts if (channel := _colour_of(part)) and channel.field), None)


def _colour_names(parts: Sequence[_Part]) -> list[str]:
    """The series that colours tell apart."""
    names: dict[str, None] = {}
    for part in parts:
        channel = _colour_of(part)
        if channel is not None and channel.field and channel.type == NOMINAL:
            domain = channel.scale.get("domain")
            names |= dict.fromkeys(map(str, domain) if isinstance(domain, list) else ())
            names |= dict.fromkeys(order_of(channel, part.rows, part.channels))
    return list(names)


def _axis_channels(parts: Sequence[_Part], axis: str) -> list[Channel]:
    found = [part.channels[axis] for part in parts if axis in part.channels]
    return sorted(found, key=lambda channel: channel.field is None)  # a datum borrows the axis of a field


def _orders(parts: Sequence[_Part]) -> dict[str, list[str]]:
    """The categories of both axes."""
    orders: dict[str, list[str]] = {"x": [], "y": []}
    for axis, found in orders.items():
        for part in parts:
            channel = part.channels.get(axis)
            if channel is not None and channel.type == NOMINAL:
                rows = part.rows if channel.field else [{}]
                found += [name for name in order_of(channel, rows, part.channels) if name not in found]
    return orders


def _values(part: _Part, axis: str) -> Iterator[Any]:
    """All that an axis must show of a mark: also the ends of stacks."""
    for name in (axis, f"{axis}2"):
        channel = part.channels.get(name)
        if channel is not None:
            yield from (channel.of(row) for row in (part.rows if channel.field else [{}]))
    across = "x" if axis == "y" else "y"
    channel = part.channels.get(axis)
    if channel is None or channel.type != "quantitative" or part.kind not in ("bar", "area"):
        return
    if f"{axis}2" in part.channels or not _stacks(part, axis):
        return
    sums: dict[Any, list[float]] = {}
    for row in part.rows:
        value = channel.of(row) or 0.0
        place = part.channels[across].of(row) if across in part.channels else None
        sums.setdefault(place, [0.0, 0.0])[value < 0] += value
    yield from chain.from_iterable(sums.values())


def _stacks(part: _Part, axis: str) -> bool:
    frame = Frame(0, 0, 0, 0)
    colours = Colours(None, (), part.mark, 0)
    offsets = ("",) if "xOffset" in part.channels or "yOffset" in part.channels else ()
    view = View(part.kind, part.mark, part.channels, part.rows, colours, frame, None, None, offsets)
    return is_stacked(view, axis)


def _scale(axis: str, parts: Sequence[_Part], ends: tuple[float, float], order: list[str]) -> Scale | None:
    channels = _axis_channels(parts, axis)
    if not channels:
        return None
    values = [value for part in parts for value in _values(part, axis) if value is not None]
    return scale_of(channels, values, ends, order)


def _labels(parts: Sequence[_Part], orders: Mapping[str, list[str]]) -> tuple[list[str], list[str]]:
    return orders["x"], orders["y"]


def _height(spec: Mapping[str, Any], parts: Sequence[_Part], orders: Mapping[str, list[str]]) -> float:
    given = spec.get("height")
    if isinstance(given, int | float) and given > 0:
        return min(HEIGHT_MAX, max(60.0, float(given)))
    if orders["y"]:
        return min(HEIGHT_MAX, max(60.0, BAND_HEIGHT * len(orders["y"])))
    return HEIGHT if any(part.channels.get("y") or part.kind == "arc" for part in parts) else 60.0


def _title(spec: Mapping[str, Any]) -> str:
    title = spec.get("title")
    text = title.get("text") if isinstance(title, Mapping) else title
    return " ".join(map(str, text)) if isinstance(text, list) else str(text or "")


def _heading(spec: Mapping[str, Any]) -> Markup:
    title = _title(spec)
    return Markup('<text class="title" x="4" y="16">{}</text>').format(title) if title else Markup()


def _told(spec: Mapping[str, Any], parts: Sequence[_Part]) -> str:
    """The picture in words, for who cannot see it."""
    first = parts[0]
    shown = [channel.title for channel in first.channels.values() if channel.field and channel.title]
    words = str(spec.get("description") or _title(spec) or "Chart")
    return f"{words}: {first.kind} of {', '.join(dict.fromkeys(shown))}; {len(first.rows)} values"
