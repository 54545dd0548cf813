"""A run in a notebook: one output that changes, in a real kernel."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from fanfold.terminal.notebook import html_of
from fanfold.terminal.spans import Part

pytestmark = pytest.mark.processes

CELL = """
import sys
sys.path.insert(0, {root!r})
from fanfold.terminal.here import for_here
from fanfold.terminal.stream import standard_streams
from tests.terminal.watched import OPENING, Screen, item, tell_a_wide_run

screen = Screen()
observer = type(for_here())(*standard_streams(), OPENING, clock=screen.clock)
tell_a_wide_run(observer, screen, width=10_000, failures=3, ticks=100)
"""


def test_a_cell_has_one_view_that_stays_as_it_was_at_the_end(tmp_path: Path) -> None:
    root = str(Path(__file__).parents[2])
    cell: dict[str, object] = {
        "cell_type": "code",
        "source": CELL.format(root=root),
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    text = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    book = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(book, timeout=120, kernel_name="python3").execute(cwd=str(tmp_path))
    outputs = book.cells[0].outputs
    (view,) = (each for each in outputs if each.output_type == "display_data")
    assert view.data["text/plain"].splitlines()[1:] == [
        "  fit  ✘  10,000  3 ✘  10m00s",
        "    └ last ✘ lr=2 ValueError",
    ]
    assert set(view.data) == {"text/plain", "text/html"}
    assert "<script" not in view.data["text/html"]
    text = "".join(each.text for each in outputs if each.output_type == "stream" and each.name == "stdout")
    assert "FAILED fit/lr=0: ValueError: singular matrix" in text
    assert "Sweep (run-id 1712) failed in 10m00s" in text
    assert "\x1b" not in text


def test_names_cannot_become_markup() -> None:
    assert "&lt;b&gt;" in html_of([[Part("<b>", "red")]])
    assert "&lt;b&gt;" in html_of([[Part("<b>")]])


def test_asking_where_we_are_loads_no_notebook() -> None:
    from fanfold.terminal.here import is_notebook

    before = "IPython" in sys.modules
    assert not is_notebook()
    assert ("IPython" in sys.modules) == before
