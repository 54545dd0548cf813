"""Charts are drawn as they are specified, or it is said what of them is not."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from fanfold.cards.charts.channels import seconds_of
from fanfold.cards.charts.drawing import chart
from fanfold.cards.charts.scales import nice_step, short_number
from fanfold.cards.charts.unsupported import Unsupported
from fanfold.cards.components.vega_chart import VegaChart

CITIES = [{"city": "Rome", "n": 30}, {"city": "Oslo", "n": 10}, {"city": "Bern", "n": 20}]
X, Y = {"field": "city", "type": "nominal"}, {"field": "n", "type": "quantitative"}


def spec(mark: object, rows: object = None, **encoding: Any) -> dict[str, Any]:
    """A specification with these rows."""
    return {"data": {"values": CITIES if rows is None else rows}, "mark": mark, "encoding": encoding}


def drawn(specification: dict[str, Any]) -> ElementTree.Element:
    """The picture, which is whole XML."""
    return ElementTree.fromstring(f"<g>{chart(specification)}</g>")


def marks(specification: dict[str, Any], tag: str) -> list[dict[str, str]]:
    """The attributes of the marks of a picture, in order."""
    return [
        each.attrib
        for each in drawn(specification).iter(tag)
        if each.get("class") in ("mark", "stroke", "mark slice")
    ]


def texts(specification: dict[str, Any]) -> list[str]:
    """What is written in a picture."""
    return ["".join(each.itertext()) for each in drawn(specification).iter("text")]


def test_bars_are_as_high_as_their_values_and_stand_in_the_order_of_their_names() -> None:
    bars = marks(spec("bar", x=X, y=Y), "rect")
    heights = [float(bar["height"]) for bar in bars]
    assert heights[0] == pytest.approx(3 * heights[1], rel=0.01)
    assert heights[2] == pytest.approx(2 * heights[1], rel=0.01)
    assert [name for name in texts(spec("bar", x=X, y=Y)) if name in ("Rome", "Oslo", "Bern")] == [
        "Bern", "Oslo", "Rome"
    ]  # fmt: skip
    bern, oslo, rome = sorted(bars, key=lambda bar: float(bar["x"]))
    assert (bern, oslo, rome) == (bars[2], bars[1], bars[0])


def test_bars_lie_where_the_names_are_on_the_y_axis_and_are_sorted_as_asked() -> None:
    lying = spec("bar", y={**X, "sort": "-x"}, x=Y)
    widths = [float(bar["width"]) for bar in sorted(marks(lying, "rect"), key=lambda bar: float(bar["y"]))]
    assert widths == sorted(widths, reverse=True)


def test_bars_of_one_name_stand_upon_one_another() -> None:
    rows = [{"q": "a", "k": k, "v": v} for k, v in (("x", 1), ("y", 2), ("z", 3))]
    bars = marks(spec("bar", rows, x={"field": "q"}, y={"field": "v"}, color={"field": "k"}), "rect")
    tops = [float(bar["y"]) for bar in bars]
    assert tops[0] > tops[1] > tops[2]
    assert float(bars[1]["y"]) + float(bars[1]["height"]) == pytest.approx(tops[0], abs=0.2)


def test_aggregates_and_bins_are_worked_out() -> None:
    rows = [{"k": "a", "v": 1}, {"k": "a", "v": 3}, {"k": "b", "v": 4}]
    mean = spec("bar", rows, x={"field": "k"}, y={"aggregate": "mean", "field": "v"})
    first, second = (float(bar["height"]) for bar in marks(mean, "rect"))
    assert second == pytest.approx(2 * first, rel=0.01)
    numbers = [{"v": value} for value in (1, 2, 3, 11, 12, 25)]
    histogram = spec("bar", numbers, x={"field": "v", "bin": {"step": 10}}, y={"aggregate": "count"})
    assert len(marks(histogram, "rect")) == 3


def test_a_line_goes_through_its_points_in_the_order_of_time() -> None:
    rows = [{"t": "2024-03-01", "v": 3}, {"t": "2024-01-01", "v": 1}, {"t": "2024-02-01", "v": 2}]
    line = spec("line", rows, x={"field": "t", "type": "temporal"}, y={"field": "v", "type": "quantitative"})
    (points,) = [each["points"] for each in marks(line, "polyline")]
    places = [tuple(map(float, point.split(","))) for point in points.split()]
    assert places == sorted(places)
    assert [y for _, y in places] == sorted((y for _, y in places), reverse=True)
    assert "Feb 2024" in texts(line)


def test_series_have_colours_and_are_named() -> None:
    rows = [{"x": x, "y": x, "who": who} for x in (1, 2) for who in ("Ann", "Bob")]
    lines = spec("line", rows, x={"field": "x"}, y={"field": "y"}, color={"field": "who"})
    styles = [each["style"] for each in marks(lines, "polyline")]
    assert len(set(styles)) == 2
    assert {"Ann", "Bob"} <= set(texts(lines))


def test_points_areas_arcs_cells_rules_and_texts_are_drawn() -> None:
    assert len(marks(spec("point", x={"field": "n"}, y=Y), "circle")) == 3
    assert len(marks(spec("area", x={"field": "n"}, y=Y), "polygon")) == 1
    assert len(marks(spec({"type": "arc"}, theta=Y, color=X), "path")) == 3
    assert len(marks(spec("rect", x=X, y=X, color=Y), "rect")) == 3
    assert len(marks(spec("rule", y={"datum": 5}), "line")) == 1
    assert "Rome" in texts(spec("text", x=X, y=Y, text={"field": "city"}))


def test_layers_share_their_axes_and_concatenated_charts_stand_one_below_the_other() -> None:
    layers = {
        "data": {"values": CITIES},
        "encoding": {"x": X, "y": Y},
        "layer": [{"mark": "bar"}, {"mark": "point"}],
    }
    tops = [float(bar["y"]) for bar in marks(layers, "rect")]
    assert [float(dot["cy"]) for dot in marks(layers, "circle")] == pytest.approx(tops, abs=0.2)
    both = {"data": {"values": CITIES}, "vconcat": [spec("bar", x=X, y=Y), spec("line", x=X, y=Y)]}
    assert len(list(drawn(both).iter("svg"))) == 2


def test_data_by_name_as_altair_writes_them() -> None:
    named = {**spec("bar", x=X, y=Y), "data": {"name": "d"}, "datasets": {"d": CITIES}}
    assert len(marks(named, "rect")) == 3


@pytest.mark.parametrize(
    ("specification", "reason"),
    [
        ({"data": {"url": "https://example.org"}, "mark": "bar", "encoding": {}}, "would have to be fetched"),
        (spec("geoshape"), "the mark 'geoshape'"),
        ({**spec("bar", x=X, y=Y), "transform": [{"filter": "datum.n > 1"}]}, "'transform'"),
        (spec("bar", x=X, y={"field": "n", "aggregate": "stderr"}), "the aggregate 'stderr'"),
        ({"marks": [], "data": []}, "Vega"),
    ],
)
def test_what_is_not_drawn_is_said_and_shown_as_data_and_specification(
    specification: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Unsupported, match=re.escape(reason)):
        chart(specification)
    html = str(VegaChart(specification).render())
    assert "This chart is not drawn here" in html
    assert "Specification" in html


@pytest.mark.parametrize("nonsense", [None, 5, [], {"mark": 3, "encoding": []}, {"data": 1}, {"layer": [1]}])
def test_nonsense_is_no_error(nonsense: Any) -> None:
    assert "not drawn" in VegaChart(nonsense).render() or "could not be drawn" in VegaChart(nonsense).render()


def test_texts_of_a_chart_are_no_markup() -> None:
    rows = [{"city": "<script>", "n": 1}]
    html = chart({**spec("bar", rows, x=X, y=Y), "title": "<b>"})
    assert "<script>" not in html
    assert "<b>" not in html
    coloured = spec({"type": "bar", "color": 'red" onload="x'}, x=X, y=Y)
    assert "onload" not in chart(coloured)


def test_round_numbers() -> None:
    assert [nice_step(span, 5) for span in (1, 7, 40, 0.3)] == pytest.approx([0.2, 2, 10, 0.1])
    assert [short_number(value) for value in (0, 0.25, 1500, 2.5e6)] == ["0", "0.25", "1,500", "2.5M"]


def test_moments_are_read_as_dates_texts_and_milliseconds() -> None:
    from datetime import UTC, date, datetime

    moment = datetime(2024, 1, 2, tzinfo=UTC).timestamp()
    for value in ("2024-01-02", "2024/01/02", date(2024, 1, 2), datetime(2024, 1, 2), moment * 1000):
        assert seconds_of(value) == moment
    assert seconds_of("no date") is None
