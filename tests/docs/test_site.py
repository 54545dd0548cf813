"""The documentation builds without a complaint; its pages and its search need no network and no server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cards.browser import opened, running_browser
from tests.docs.page import DOCS
from tests.docs.site import build

pytestmark = pytest.mark.processes

LOADED = re.compile(
    r'<(?:script|img|iframe)[^>]*\bsrc="?(https?:[^" >]*)|<link[^>]*\bhref="?(https?:[^" >]*)'
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documentation") / "site"
    build(folder)
    return folder


def test_each_page_is_on_the_site(site: Path) -> None:
    pages = (page.relative_to(DOCS).with_suffix(".html") for page in DOCS.rglob("*.md"))
    assert [str(page) for page in pages if not (site / page).is_file()] == []


def test_no_page_loads_anything_from_the_network(site: Path) -> None:
    loaded = {
        page.name: found
        for page in site.rglob("*.html")
        if (found := LOADED.findall(page.read_text(encoding="utf-8")))
    }
    assert loaded == {}


def test_the_search_works_in_a_page_that_was_opened_as_a_file(site: Path) -> None:
    with running_browser() as browser, opened(browser, site / "how-to" / "errors.html") as seen:
        query = seen.page.locator("[data-md-component=search-query]")
        query.focus()
        query.press_sequentially("keep-going")
        results = seen.page.locator(".md-search-result__item")
        results.first.wait_for(state="attached")
        assert any("keep-going" in text for text in results.all_text_contents())
        assert [address for address in seen.asked if not address.startswith("file:")] == []
        assert seen.complaints == []
