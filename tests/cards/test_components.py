"""What each component shows of what it is given, and that nothing of it can break out of its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image as PilImage

from fanfold import cards
from fanfold.cards.component import drawn
from fanfold.cards.hiding import hidden
from fanfold.cards.markup import cut
from fanfold.cards.preview import preview
from fanfold.store.masking import veil

PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82"
)


def text_of(html: object) -> str:
    """What is read of a piece of HTML."""
    words = re.sub(r"<[^>]*>", " ", str(html))
    return " ".join(words.replace("&#34;", '"').replace("&#39;", "'").replace("&gt;", ">").split())


def test_every_name_of_the_room_is_there_and_says_what_it_is() -> None:
    for name in cards.__all__:
        assert getattr(cards, name).__doc__, name


def test_markdown_is_drawn_below_the_pages_own_heading_and_its_html_is_text() -> None:
    html = cards.Markdown(
        """
        # Title
        - one
        - **two**

        | a | b |
        |---|---|
        | 1 | 2 |

        <script>alert(1)</script> [bad](javascript:alert(1))
        """
    ).render()
    assert "<h2>Title</h2>" in html
    assert "<strong>two</strong>" in html
    assert "<td>1</td>" in html
    assert "<script>" not in html
    assert 'href="javascript' not in html


def test_a_picture_elsewhere_becomes_a_link_since_nothing_is_fetched() -> None:
    html = cards.Markdown("![a chart](https://example.org/x.png)").render()
    assert "<img" not in html
    assert '<a href="https://example.org/x.png">a chart</a>' in html


def test_a_table_has_headers_rows_and_components_in_cells() -> None:
    table = cards.Table(
        [["a", 1.23456789], [cards.ProgressBar(max=10, value=5), None], ["<b>"]], headers=["name", "n"]
    )
    html = table.render()
    assert html.count("<tr>") == 4
    assert html.count("<td") == 6
    assert ">1.23457<" in html
    assert "<progress" in html
    assert "&lt;b&gt;" in html


@pytest.mark.parametrize("data", [None, [], [[]], ["text", 5], [()], [[1], [1, 2, 3]]])
def test_a_table_of_anything_is_a_table(data: Any) -> None:
    assert "<table>" in cards.Table(data).render()


def test_a_table_of_a_frame_shows_its_index_and_says_what_it_leaves_out() -> None:
    frame = pd.DataFrame({"x": range(1000)}, index=pd.Index(range(1000), name="row"))
    html = cards.Table.from_dataframe(frame).render()
    assert html.count("<tr>") == 101
    assert "the first 100 of 1,000 rows" in html
    assert ">row<" in html
    assert cards.Table.from_dataframe(frame, truncate=False).render().count("<tr>") == 1001


def test_a_table_of_very_many_rows_says_where_it_ends() -> None:
    html = cards.Table([[number] for number in range(10_001)]).render()
    assert html.count("<tr>") == 10_000
    assert "the first 10,000 of 10,001 rows" in html


def test_a_polars_frame_is_a_table_too() -> None:
    import polars

    html = cards.Table.from_dataframe(polars.DataFrame({"city": ["Rome"], "n": [1]})).render()
    assert text_of(html) == "city n Rome 1"
    wide = polars.DataFrame({f"c{number}": [number] for number in range(70)})
    assert "the first 60 of 70 columns" in cards.Table.from_dataframe(wide).render()


def test_rows_appended_after_the_table_was_put_on_the_card_are_shown() -> None:
    rows = [["first"]]
    table = cards.Table(rows)
    rows.append(["second"])
    assert "second" in table.render()
    table.update(data=[["third"]])
    assert text_of(table.render()) == "third"


@pytest.fixture
def pyplot() -> Iterator[Any]:
    """Matplotlib, drawing on nothing."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    yield pyplot
    pyplot.close("all")


def test_pictures_are_kept_in_the_page(pyplot: Any) -> None:
    figure, axes = pyplot.subplots()
    assert '<img src="data:image/png;base64,' in cards.Image(PIXEL, "a pixel").render()
    assert 'alt="a pixel"' in cards.Image(PIXEL, "a pixel").render()
    assert "data:image/png" in cards.Image.from_matplotlib(axes).render()
    assert not pyplot.fignum_exists(figure.number), "a figure that was drawn is closed"
    assert "data:image/png" in cards.Image.from_pil_image(PilImage.new("RGB", (2, 2))).render()
    assert "data:image/svg+xml" in cards.Image(b"<svg xmlns='http://www.w3.org/2000/svg'/>").render()


@pytest.mark.parametrize("source", [None, b"no picture", "https://example.org/x.png", 5])
def test_what_is_no_picture_is_said(source: Any) -> None:
    html = cards.Image(source).render()
    assert "<img" not in html
    assert 'class="problem"' in html
    assert "problem" in cards.Image.from_matplotlib(source).render()
    assert "problem" in cards.Image.from_pil_image(source).render()


def test_pictures_may_be_replaced(pyplot: Any) -> None:
    image = cards.Image(PIXEL, "first")
    before = image.render()
    image.update(pyplot.figure(), label="second")
    assert image.render() != before
    assert 'alt="second"' in image.render()
    image.update(PilImage.new("RGB", (2, 2)))
    assert "data:image/png" in image.render()


def test_an_error_shows_its_type_message_and_traceback() -> None:
    try:
        raise ValueError("it <broke>")
    except ValueError as error:
        html = cards.Error(error, "Something").render()
    assert "Something" in html
    assert "ValueError: it &lt;broke&gt;" in html
    assert "test_components.py" in html
    assert "just text" in cards.Error("just text").render()


def test_a_progress_bar_moves() -> None:
    bar = cards.ProgressBar(max=50, label="items", unit="rows")
    bar.update(25, metadata="5 per second")
    html = bar.render()
    assert 'value="50"' in html
    assert text_of(html) == "items 25 / 50 rows 50 % 5 per second"
    bar.update(999)
    assert 'value="100"' in bar.render()
    assert 'value="0"' in cards.ProgressBar(max=0, value=3).render()


def test_a_value_box_shows_a_number_and_what_is_said_of_it() -> None:
    box = cards.ValueBox("Revenue", 1234567, "in euros", theme="success", change_indicator="up 3 %")
    assert text_of(box.render()) == "Revenue 1,234,567 in euros up 3 %"
    assert "good" in box.render()
    box.update(value=0.5)
    assert "0.5" in box.render()


def test_code_is_coloured_and_comes_from_a_function_or_a_text() -> None:
    html = cards.PythonCode(text_of).render()
    assert '<span class="k">def</span>' in html
    assert "&lt;[^&gt;]*&gt;" in html
    assert "x = (" in cards.PythonCode(code_string="x = (").render()
    assert "problem" in cards.PythonCode().render()
    text = text_of(cards.PythonCode(code_string="f'{a}' # é\n\n").render())
    assert text.replace(" ", "") == "f'{a}'#é"  # since 3.12 an f-string is several words


def test_a_timeline_shows_the_last_events_and_counts_all() -> None:
    timeline = cards.EventsTimeline("Steps", max_events=2)
    for number in range(3):
        timeline.update({"item": number}, style_theme="error", payloads={"more": cards.Markdown("*why*")})
    timeline.update({"item": "last"}, finished=True)
    text = text_of(timeline.render())
    assert "4 events, the last 2 shown · finished" in text
    assert text.index("last") < text.index("item 2")
    assert "<em>why</em>" in timeline.render()


def test_trees_open_and_close_and_name_their_values_as_json_does() -> None:
    html = cards.JSONViewer('{"a": [1, true, null], "b": {"c": "<x>"}}', title="Config").render()
    assert "<details open>" in html
    for value in ("true", "null", "&lt;x&gt;", "Config"):
        assert value in html
    assert "<details" not in cards.JSONViewer([1, 2], collapsible=False).render()
    assert "max-height: 20rem" in cards.JSONViewer({}, max_height="20rem").render()
    assert "style" not in cards.JSONViewer({}, max_height="1px;background:url(x)").render()
    assert text_of(cards.YAMLViewer("a: [1, 2]").render()) == "{1} a [2] 1 2"
    assert "a: [" in text_of(cards.YAMLViewer("a: [").render())


def test_a_part_holds_components_below_its_title() -> None:
    part = cards.PageComponent(title="Part", subtitle="of it", contents=[cards.Markdown("one")])
    part.append(cards.Markdown("two"))
    assert text_of(part.render()) == "Part of it one two"


def test_what_is_no_component_is_shown_as_what_it_is() -> None:
    assert drawn("**bold**") == drawn(cards.Markdown("**bold**"))
    assert "<table>" in drawn(pd.DataFrame({"a": [1]}))
    assert "42" in drawn(42)
    assert "one" in drawn([cards.Markdown("one"), "two"])


class Nasty:
    """Cannot be shown."""

    def __repr__(self) -> str:
        raise RuntimeError("no")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "None"),
        (1.5, "1.5"),
        ("a<b", "a&lt;b"),
        ("x" * 5000, "3,500 more characters"),
        (b"\x00\x01", "2 bytes"),
        (PIXEL, "data:image/png"),
        (np.arange(6).reshape(2, 3), "array of 2 by 3, int64"),
        (pd.Series([1, 2], name="s"), ">s<"),
        ({"a": [1, {"b": 2}]}, '<span class="key">b</span>'),
        (list(range(100_000)), "..."),
        ({"a": object}, "object"),
        (datetime(2024, 1, 2), "datetime.datetime"),
        (Nasty(), "Nasty instance"),
        (cards.Markdown("**x**"), "<strong>x</strong>"),
        (PilImage.new("RGB", (3, 2)), "data:image/png"),
    ],
)
def test_any_value_has_a_preview(value: object, shown: str) -> None:
    html = preview(value)
    assert shown in html
    assert len(html) < 30_000


def test_an_artifact_bears_its_name() -> None:
    assert text_of(cards.Artifact({"a": 1}, name="model").render()).startswith("model")


def test_secrets_are_hidden_in_texts_and_never_in_markup_or_pictures() -> None:
    page = (
        '<p class="table">my table &amp; hunter&lt;2</p><img alt="a table" src="data:image/png;base64,table">'
    )
    assert hidden(page, veil((), ["table", "hunter<2"])) == (
        '<p class="table">my ******** &amp; ********</p>'
        '<img alt="a ********" src="data:image/png;base64,table">'
    )


def test_a_long_text_is_cut_in_its_middle() -> None:
    assert cut("abcdefghij", 6) == "abcd … 4 more characters … ij"
    assert cut("abc", 3) == "abc"
