"""The flows that people are shown are accepted as they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanfold.graph.lint import check
from tests.graph.flow_file import graph_of_file

ROOT = Path(__file__).resolve().parents[2]
FLOWS = sorted([*(ROOT / "examples").glob("*.py"), *(ROOT / "tests" / "guide" / "flows").glob("*.py")])


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_example_is_sound(path: Path, tmp_path: Path) -> None:
    # the alias is for commands; here the name is changed in the text
    text = path.read_text(encoding="utf-8").replace("from metaflow import", "from fanfold import")
    copy = tmp_path / path.name
    copy.write_text(text, encoding="utf-8")
    assert check(graph_of_file(copy)) is None
