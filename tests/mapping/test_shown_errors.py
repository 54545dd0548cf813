"""What a person sees who calls `map` with something that cannot be."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import fanfold
from fanfold.model.errors import UsageError
from tests.flow_process import run_python

quietly = partial(fanfold.map, abs, [1], quiet=True, inline=True)


@pytest.mark.parametrize(
    "arguments",
    [{"seed": 1.5}, {"seed": "x"}, {"seed": True}, {"tags": [1, "a"]}],
    ids=str,
)
def test_what_would_spoil_the_record_of_the_run_is_refused_before_there_is_one(
    arguments: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path))
    with pytest.raises(UsageError, match=next(iter(arguments))):
        quietly(**arguments)
    assert not list(tmp_path.glob("*/*/run.json"))


def test_an_error_in_a_script_shows_the_line_that_called_and_what_to_do(tmp_path: Path) -> None:
    script = tmp_path / "twice.py"
    script.write_text("import fanfold\nfanfold.map(len, [{'n': 'a'}, {'n': 'a'}], key='n')\n")
    done = run_python(str(script), home=tmp_path / "runs", folder=tmp_path)
    assert done.exit_code == 1
    assert done.err.count("  File ") == 2, "the script's line, and that of `map`"
    assert done.err.splitlines()[-2:] == [
        "fanfold.model.errors.UsageError: Items 0 and 1 have the same key, 'a'.",
        "Choose another key, or leave it out.",
    ]


def test_what_killed_calls_left_of_their_items_is_removed_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path))
    name = f".items-{os.uname().nodename}-{{}}-abc"
    left, own, elsewhere = (
        tmp_path / name.format(2**30),
        tmp_path / name.format(os.getpid()),
        tmp_path / f".items-elsewhere-{2**30}-abc",
    )
    for folder in (left, own, elsewhere):
        folder.mkdir()
    assert list(quietly()) == [1]
    assert [folder.exists() for folder in (left, own, elsewhere)] == [False, True, True]
