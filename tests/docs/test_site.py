"""The documentation builds without a complaint, and its pages need no network."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from tests.docs.page import DOCS, ROOT
from tests.flow_process import run_command

pytestmark = pytest.mark.processes

LOADED = re.compile(
    r'<(?:script|img|iframe)[^>]*\bsrc="?(https?:[^" >]*)|<link[^>]*\bhref="?(https?:[^" >]*)'
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built. Strict: a link to nowhere or a page that no menu names ends the build."""
    folder = tmp_path_factory.mktemp("documentation") / "site"
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    build = (sys.executable, "-W", "ignore", "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder))
    done = run_command(*build, environment=environment, folder=ROOT)
    assert done.exit_code == 0, done
    assert not done.err, done
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
