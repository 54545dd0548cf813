"""What the pages show works as they say, from top to bottom, in a folder of its own for each page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.page import ROOT, blocks_of, pages
from tests.docs.session import Session

pytestmark = pytest.mark.processes


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_code_of_a_page_runs_and_prints_what_the_page_says(page: Path, tmp_path: Path) -> None:
    session = Session(tmp_path)
    for block in blocks_of(page):
        session.play(block)
