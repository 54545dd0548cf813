"""Marks as shapes of SVG, one function a kind."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fanfold.cards.charts.rows import Row
from fanfold.cards.charts.scales import BAND_SHARE
from fanfold.cards.charts.unsupported import Unsupported
from fanfold.cards.charts.view import View
from fanfold.cards.markup import Markup

Shapes = Iterator[Markup]

POINT_RADIUS = 4.0
AREA_OPACITY = 0.7


def shapes(view: View) -> Shapes:
    """The shapes of a view."""
    if view.kind not in _KINDS:
        raise Unsupported(f"the mark {view.kind!r}")
    return _KINDS[view.kind](view)


def _bars(view: View) -> Shapes:
    upright = not view.is_nominal("y") and (
        view.is_nominal("x") or "x2" in view.channels or not _is_wide(view)
    )
    along, across = ("y", "x") if upright else ("x", "y")
    stacks: dict[Any, list[float]] = {}
    for row in view.rows:
        value = view.number(along, row)
        sides = _sides(view, across, row)
        scale = view.y if upright else view.x
        if value is None or sides is None or scale is None:
            continue
        if f"{along}2" in view.channels:
            low, high = value, view.number(f"{along}2", row)
        else:
            low, high = _stacked(stacks, sides, value, stacks_up=is_stacked(view, along))
        first, last = sorted((scale.at(low), scale.at(high)))
        box = (sides[0], first, sides[1], last) if upright else (first, sides[0], last, sides[1])
        yield _box(view, row, box)


def _is_wide(view: View) -> bool:
    """Whether bars lie: their length is that of a quantitative x, and y is what they are of."""
    x, y = view.channels.get("x"), view.channels.get("y")
    return x is not None and y is not None and x.type == "quantitative" and y.type != "quantitative"


def is_stacked(view: View, along: str) -> bool:
    """Whether marks stand upon one another."""
    channel = view.channels.get(along)
    return (
        channel is not None and channel.options.get("stack", True) not in (None, False) and not view.offsets
    )


def _stacked(
    stacks: dict[Any, list[float]], place: Any, value: float, *, stacks_up: bool
) -> tuple[float, float]:
    """From where to where a bar goes: above what stands there already, or below zero."""
    if not stacks_up:
        return 0.0, value
    ends = stacks.setdefault(place, [0.0, 0.0])
    side = value < 0
    low, ends[side] = ends[side], ends[side] + value
    return low, ends[side]


def _sides(view: View, axis: str, row: Row) -> tuple[float, float] | None:
    """Where a bar begins and ends across."""
    scale = view.x if axis == "x" else view.y
    middle = view.placed(axis, row)
    if middle is None:
        return None
    if f"{axis}2" in view.channels:
        other = view.placed(axis, row, name=f"{axis}2")
        return None if other is None else (min(middle, other) + 0.5, max(middle, other) - 0.5)
    if scale is None or axis not in view.channels:
        return middle - 30, middle + 30
    width = scale.step * BAND_SHARE if scale.step else _thin(view, axis)
    offset = view.number(f"{axis}Offset", row)
    if view.offsets and offset is not None:
        part = width / len(view.offsets)
        first = middle - width / 2 + view.offsets.index(offset) * part
        return first, first + part * 0.94
    return middle - width / 2, middle + width / 2


def _thin(view: View, axis: str) -> float:
    """The width of bars at numbers or moments."""
    room = view.frame.right - view.frame.left if axis == "x" else view.frame.bottom - view.frame.top
    places = {view.number(axis, row) for row in view.rows}
    return max(1.5, min(24.0, room / max(1, len(places)) * 0.7))


def _box(view: View, row: Row, box: tuple[float, float, float, float]) -> Markup:
    x, y, right, bottom = box
    return Markup(
        '<rect {} class="mark" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}">{}</rect>'
    ).format(Markup(view.colours.of(row)), x, y, max(0.5, right - x), max(0.5, bottom - y), view.title(row))


def _lines(view: View) -> Shapes:
    for rows in view.series():
        points = list(_points(view, rows))
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
        width = float(view.mark.get("strokeWidth", 2))
        yield Markup('<polyline {} class="stroke" stroke-width="{:.1f}" points="{}"/>').format(
            Markup(view.colours.of(rows[0])), width, path
        )
        if view.mark.get("point") or len(points) == 1:
            for x, y, row in points:
                yield _dot(view, row, x, y, 3.0)


def _points(view: View, rows: list[Row]) -> Iterator[tuple[float, float, Row]]:
    found = []
    for row in rows:
        x, y = view.placed("x", row), view.placed("y", row)
        if x is not None and y is not None:
            found.append((x, y, row))
    order = view.channels.get("order")
    if order is not None and order.field:
        found.sort(key=lambda point: (order.of(point[2]) is None, order.of(point[2]) or 0))
    else:
        found.sort(key=lambda point: point[0])
    return iter(found)


def _areas(view: View) -> Shapes:
    if view.y is None or view.is_nominal("y"):
        raise Unsupported("an area that lies")
    below: dict[float, float] = {}
    for rows in view.series():
        top, bottom = [], []
        for x, _, row in _points(view, rows):
            value, base = view.number("y", row), 0.0
            if "y2" in view.channels:
                base = view.number("y2", row) or 0.0
            elif is_stacked(view, "y"):
                base = below.get(x, 0.0)
                value += base
                below[x] = value
            top.append(f"{x:.1f},{view.y.at(value):.1f}")
            bottom.append(f"{x:.1f},{view.y.at(base):.1f}")
        yield Markup('<polygon {} class="mark" fill-opacity="{}" points="{}"/>').format(
            Markup(view.colours.of(rows[0])), AREA_OPACITY, " ".join([*top, *reversed(bottom)])
        )


def _dots(view: View) -> Shapes:
    sizes = view.channels.get("size")
    most = (
        max((view.number("size", row) or 0 for row in view.rows), default=0) if sizes and sizes.field else 0
    )
    for row in view.rows:
        x, y = view.placed("x", row), view.placed("y", row)
        if x is None or y is None:
            continue
        radius = POINT_RADIUS
        if most:
            radius = 2 + 12 * math.sqrt(max(0.0, view.number("size", row) or 0.0) / most)
        elif isinstance(view.mark.get("size"), int | float):
            radius = math.sqrt(view.mark["size"] / math.pi)
        yield _dot(view, row, x, y, radius)


def _dot(view: View, row: Row, x: float, y: float, radius: float) -> Markup:
    return Markup(
        '<circle {} class="mark" fill-opacity="0.75" cx="{:.1f}" cy="{:.1f}" r="{:.1f}">{}</circle>'
    ).format(Markup(view.colours.of(row)), x, y, radius, view.title(row))


def _ticks(view: View) -> Shapes:
    for row in view.rows:
        x, y = view.placed("x", row), view.placed("y", row)
        if x is not None and y is not None:
            dx, dy = (8, 0) if view.is_nominal("x") and "x" in view.channels else (0, 8)
            yield _stroke(view, row, x - dx, y - dy, x + dx, y + dy)


def _rules(view: View) -> Shapes:
    frame = view.frame
    for row in view.each():
        x, y = view.placed("x", row), view.placed("y", row)
        if x is None or y is None:
            continue
        if "x" in view.channels and "y" not in view.channels:
            yield _stroke(view, row, x, frame.top, x, frame.bottom)
        elif "y" in view.channels and "x" not in view.channels:
            yield _stroke(view, row, frame.left, y, frame.right, y)
        else:
            right = view.placed("x", row, name="x2") if "x2" in view.channels else x
            bottom = view.placed("y", row, name="y2") if "y2" in view.channels else y
            yield _stroke(view, row, x, y, x if right is None else right, y if bottom is None else bottom)


def _stroke(view: View, row: Row, x: float, y: float, right: float, bottom: float) -> Markup:
    return Markup(
        '<line {} class="stroke" stroke-width="2" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>'
    ).format(Markup(view.colours.of(row)), x, y, right, bottom)


def _cells(view: View) -> Shapes:
    for row in view.rows:
        across, down = _cell_side(view, "x", row), _cell_side(view, "y", row)
        if across is not None and down is not None:
            yield _box(view, row, (across[0], down[0], across[1], down[1]))


def _cell_side(view: View, axis: str, row: Row) -> tuple[float, float] | None:
    scale = view.x if axis == "x" else view.y
    if scale is None or axis not in view.channels:
        return (view.frame.left, view.frame.right) if axis == "x" else (view.frame.top, view.frame.bottom)
    middle = view.placed(axis, row)
    if middle is None or not scale.step:
        return _sides(view, axis, row)
    return middle - scale.step / 2 + 0.5, middle + scale.step / 2 - 0.5


def _texts(view: View) -> Shapes:
    for row in view.each():
        x, y = view.placed("x", row), view.placed("y", row)
        value = view.channels.get("text")
        words = (
            view.mark.get("text", "")
            if value is None
            else (row.get(value.field) if value.field else value.value)
        )
        if x is None or y is None or words is None:
            continue
        shown = f"{words:.4g}" if isinstance(words, float) else str(words)
        anchor = {"left": "start", "right": "end"}.get(str(view.mark.get("align")), "middle")
        dx, dy = (float(view.mark.get(name, 0) or 0) for name in ("dx", "dy"))
        yield Markup('<text class="label" text-anchor="{}" x="{:.1f}" y="{:.1f}">{}</text>').format(
            anchor, x + dx, y + dy + 4, shown
        )


def _arcs(view: View) -> Shapes:
    frame = view.frame
    values = [max(0.0, view.number("theta", row) or 0.0) for row in view.rows]
    whole = math.fsum(values) or 1.0
    middle = ((frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2)
    radius = min(frame.right - frame.left, frame.bottom - frame.top) / 2 - 4
    inner = min(float(view.mark.get("innerRadius", 0) or 0), radius * 0.8)
    angle = 0.0
    for value, row in zip(values, view.rows, strict=True):
        turn = value / whole * 2 * math.pi
        if turn <= 0:
            continue
        path = _slice(middle, radius, inner, angle, min(turn, 2 * math.pi - 1e-4))
        angle += turn
        yield Markup('<path {} class="mark slice" d="{}">{}</path>').format(
            Markup(view.colours.of(row)), path, view.title(row)
        )


def _slice(middle: tuple[float, float], radius: float, inner: float, first: float, turn: float) -> str:
    def at(distance: float, angle: float) -> str:
        return f"{middle[0] + distance * math.sin(angle):.1f},{middle[1] - distance * math.cos(angle):.1f}"

    is_long = int(turn > math.pi)
    outer = f"A{radius:.1f},{radius:.1f} 0 {is_long} 1 {at(radius, first + turn)}"
    if not inner:
        return f"M{at(0, 0)} L{at(radius, first)} {outer} Z"
    back = f"A{inner:.1f},{inner:.1f} 0 {is_long} 0 {at(inner, first)}"
    return f"M{at(radius, first)} {outer} L{at(inner, first + turn)} {back} Z"


_KINDS: Mapping[str, Callable[[View], Shapes]] = {
    "bar": _bars,
    "line": _lines,
    "trail": _lines,
    "area": _areas,
    "point": _dots,
    "circle": _dots,
    "square": _dots,
    "tick": _ticks,
    "rule": _rules,
    "rect": _cells,
    "text": _texts,
    "arc": _arcs,
}
