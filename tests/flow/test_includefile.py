"""`IncludeFile`: a path in, the content out, read from where the user is."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from fanfold.flow.includefile import IncludeFile
from fanfold.flow.parameters import resolve
from fanfold.flow.spec import FlowSpec
from fanfold.model.errors import ParameterError


def content(parameter: IncludeFile[Any], *given: object) -> object:
    """What the flow's one file holds."""
    flow_class = type("F", (FlowSpec,), {"data": parameter})
    return resolve(flow_class, {parameter.name: given[0]} if given else {}, environ={})["data"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_value_is_the_files_text_relative_to_the_working_directory(here: Path) -> None:
    (here / "words.txt").write_text("ä b", encoding="utf-8")
    assert content(IncludeFile("data"), "words.txt") == "ä b"
    assert content(IncludeFile("data", default="words.txt")) == "ä b"
    assert content(IncludeFile("data", default=lambda context: "words.txt")) == "ä b"


def test_bytes_another_encoding_and_a_parser_can_be_asked_for(here: Path) -> None:
    (here / "words.txt").write_bytes("ä".encode("latin-1"))
    (here / "table.json").write_text("[1, 2]")
    assert content(IncludeFile("data", is_text=False), "words.txt") == b"\xe4"
    assert content(IncludeFile("data", encoding="latin-1"), "words.txt") == "ä"
    assert content(IncludeFile("data", parser=json.loads), here / "table.json") == [1, 2]
    assert content(IncludeFile("data", parser="json.loads"), "table.json") == [1, 2]


def test_no_path_and_not_required_is_none() -> None:
    assert content(IncludeFile("data")) is None


def test_no_path_and_required_is_an_error() -> None:
    with pytest.raises(ParameterError, match="--data is required"):
        content(IncludeFile("data", required=True))


def test_a_missing_file_is_named_in_full(here: Path) -> None:
    with pytest.raises(ParameterError) as caught:
        content(IncludeFile("data"), "gone.csv")
    assert str(here / "gone.csv") in str(caught.value)
    assert str(here) in caught.value.remedy


def test_the_file_beside_the_flow_is_named_if_that_is_where_it_lies(
    here: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("flows")
    (folder / "data.csv").write_text("1")
    module = ModuleType("flow_elsewhere")
    module.__file__ = str(folder / "flow.py")
    monkeypatch.setitem(sys.modules, "flow_elsewhere", module)
    parameter: IncludeFile[str] = IncludeFile("data", default="data.csv")
    flow_class = type("F", (FlowSpec,), {"data": parameter, "__module__": "flow_elsewhere"})
    with pytest.raises(ParameterError) as caught:
        resolve(flow_class, {}, environ={})
    assert f"--data {folder / 'data.csv'}" in caught.value.remedy


def test_text_in_another_encoding_and_a_failing_parser_are_told(here: Path) -> None:
    (here / "words.txt").write_bytes(b"\xff\xfe\xe4")
    with pytest.raises(ParameterError, match="not text in utf-8"):
        content(IncludeFile("data"), "words.txt")
    with pytest.raises(ParameterError, match="the parser could not read"):
        content(IncludeFile("data", is_text=False, parser=json.loads), "words.txt")


def test_what_is_no_path_is_refused() -> None:
    with pytest.raises(ParameterError, match="wants the path of a file"):
        content(IncludeFile("data"), 3)
