"""Cards as people see them: looked at in a browser, in light and dark, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from fanfold.cards.container import cards_of
from fanfold.client.run import Run
from tests.cards.browser import PHONE, opened, running_browser
from tests.cards.recorded_cards import card_of, newest, record, task_of
from tests.flow_process import FlowProcess

pytestmark = pytest.mark.processes

POOR_CONTRAST = """() => {
    const part = c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    const colour = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const behind = each => {
        for (; each; each = each.parentElement) {
            const found = getComputedStyle(each).backgroundColor;
            if (!/^rgba\\(.*, 0\\)$/.test(found)) return colour(found);
        }
        return [255, 255, 255];
    };
    const poor = [];
    for (const each of document.querySelectorAll("p, dt, dd, td, th, h1, h2, summary, span, code, pre, a")) {
        if (!each.innerText || !each.innerText.trim()) continue;
        const both = [light(colour(getComputedStyle(each).color)), light(behind(each))];
        const [more, less] = both.sort((x, y) => y - x);
        if ((more + 0.05) / (less + 0.05) < 4.5) poor.push(each.outerHTML.slice(0, 120));
    }
    return poor;
}"""
"""The texts on a page that stand out too little: the contrast that WCAG 2 asks for in its level AA is 4.5."""


class Shown(NamedTuple):
    """The run, what its process said, and where pages can be laid."""

    run: Run
    said: FlowProcess
    folder: Path

    def page(self, step: str, key: str | None = None, *, type: str = "default") -> Path:
        """The file of a card's page."""
        file = self.folder / f"{step}-{key}-{type}.html"
        file.write_text(card_of(self.run, step, key, type=type).get(), encoding="utf-8")
        return file


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder = tmp_path_factory.mktemp("shown")
    said = record("shown.py", home=folder / "runs")
    assert said.exit_code == 0, said
    return Shown(newest(folder / "runs", "ShownFlow"), said, folder)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


def test_everything_that_was_put_on_a_card_is_on_the_page(shown: Shown, browser: Browser) -> None:
    with opened(browser, shown.page("start")) as seen:
        page = seen.page
        assert seen.text("h1") == "start succeeded"
        assert page.locator("h2", has_text="A report").count() == 1
        assert page.locator("em", has_text="emphasis").count() == 1
        first = page.locator(".components table").first
        assert first.locator("th").all_inner_texts() == ["name", "value"]
        assert first.locator("tr").nth(1).locator("td").all_inner_texts() == ["a", "1"]
        assert first.locator("progress").evaluate("each => each.value") == 25
        image = page.get_by_alt_text("squares")
        assert image.evaluate("each => each.naturalWidth") > 100
        bars = page.locator("svg.chart rect.mark")
        assert bars.count() == 2
        assert all(bars.nth(number).bounding_box()["height"] > 20 for number in range(2))  # type: ignore[index]
        assert "0.934" in seen.text(".box.good")
        assert page.locator(".timeline li").count() == 2
        assert "layers" in seen.text(".viewer")
        assert "def helper" in seen.text("pre.code")
        assert "ValueError: shown, not raised" in seen.text(".error")


def test_the_task_itself_is_on_the_page(shown: Shown, browser: Browser) -> None:
    with opened(browser, shown.page("start")) as seen:
        page = seen.page
        for heading in ("Task", "Parameters", "Artifacts", "Where it stands in the flow", "Output"):
            assert page.get_by_role("heading", name=heading, exact=True).count() == 1, heading
        assert shown.run.pathspec in seen.text(".pathspec")
        assert "a line in the log of start" in seen.text("pre.log")
        frame = page.locator(".artifacts > div", has_text="frame").first
        assert "Berlin" in frame.locator("td").all_inner_texts()
        graph = page.get_by_role("img", name="The flow's steps: start, work, join, end.")
        assert graph.locator(".here").text_content() == "start"
        source = page.locator("summary", has_text="Source of the step")
        source.click()
        assert "def start(self):" in page.locator("details[open] pre.code").inner_text()
    with opened(browser, shown.page("work", "two")) as seen:
        assert seen.text("h1").startswith("work · two")
        assert "two (number 1)" in seen.text("dl.facts")
        inherited = seen.page.locator("summary", has_text="inherited artifacts")
        inherited.click()
        assert "long_word" in seen.page.locator("details[open] dl.artifacts").inner_text()


@pytest.mark.parametrize("dark", [False, True])
def test_texts_can_be_read_in_light_and_dark(shown: Shown, browser: Browser, dark: bool) -> None:
    with opened(browser, shown.page("start"), dark=dark) as seen:
        paper = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (paper == "rgb(255, 255, 255)") is not dark
        assert seen.page.evaluate(POOR_CONTRAST) == []


@pytest.mark.parametrize(("step", "key"), [("start", None), ("work", "one")])
def test_a_phone_needs_no_scrolling_to_the_side(
    shown: Shown, browser: Browser, step: str, key: str | None
) -> None:
    with opened(browser, shown.page(step, key), width=PHONE) as seen:
        seen.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert seen.number("document.documentElement.scrollWidth") <= PHONE
        assert seen.number("window.visualViewport.width") == PHONE


def test_nothing_is_fetched_and_no_script_runs(shown: Shown, browser: Browser) -> None:
    for file in (shown.page("start"), shown.page("work", "one", type="blank")):
        with opened(browser, file) as seen:
            beyond = [url for url in seen.asked if not url.startswith("data:") and url != file.as_uri()]
            assert beyond == []
            assert seen.complaints == []
            assert seen.number("document.scripts.length") == 0


def test_who_cannot_see_is_told(shown: Shown, browser: Browser) -> None:
    with opened(browser, shown.page("start")) as seen:
        page = seen.page
        assert page.locator("h1").count() == 1
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(each => +each.tagName[1])")
        assert all(after - before <= 1 for before, after in pairwise(levels)), levels
        assert page.locator("img:not([alt])").count() == 0
        assert page.locator("svg:not([aria-label])").count() == 0
        assert page.evaluate("document.documentElement.lang") == "en"


def test_secrets_are_on_no_card(shown: Shown) -> None:
    for step in shown.run:
        for task in step:
            assert all("sk-very-secret" not in card.get() for card in cards_of(task))
    assert "the key is ********" in card_of(shown.run, "start").get()


def test_each_card_gets_what_is_meant_for_it(shown: Shown, browser: Browser) -> None:
    with opened(browser, shown.page("work", "three", type="blank")) as seen:
        assert seen.text("h1") == "The title"
        assert seen.page.locator(".components p").all_inner_texts() == [
            "item three",
            "for the one without an id, of which there is none",
        ]
    with opened(browser, shown.page("join", type="html")) as seen:
        assert seen.text("#own") == "my own page"
    plain, chosen = (card for card in cards_of(task_of(shown.run, "join")) if card.type == "default")
    assert sorted([plain.id or "", chosen.id or ""]) == ["", "chosen"]
    assert ["<p>the chosen one</p>" in card.get() for card in (plain, chosen)] == [
        card.id == "chosen" for card in (plain, chosen)
    ]
    assert len(cards_of(task_of(shown.run, "work", "one"))) == 2, "an unknown type makes no card"
    assert shown.said.out.count("@card(type='nobody-has-this')") == 1
