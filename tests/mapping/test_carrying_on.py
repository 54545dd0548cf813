"""Which earlier calls a call of `map` carries on."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import fanfold
from fanfold.mapping.results import Results

COUNT = 200


def _double(number: int) -> int:
    if number == 150 and Path("broken").exists():
        raise ValueError("broken")
    return 2 * number


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


quietly = partial(fanfold.map, _double, quiet=True, show_output=False, inline=True)


def fail(items: Any = range(COUNT)) -> Path:
    """A call that stops before its end; gives its run's folder."""
    Path("broken").touch()
    with pytest.raises(fanfold.TaskFailedError):
        quietly(items)
    Path("broken").unlink()
    return max(Path("map__double").glob("1*"))


def reused(results: Results[int]) -> int:
    """How many items were not run. (Those given out with one that failed are done as well.)"""
    return int(results.run["work"].counts.reused)


def test_a_call_that_was_killed_before_it_took_anything_over_hides_nothing() -> None:
    fail()
    early = fail()
    with sqlite3.connect(early / "ledger.db") as connection:
        connection.execute("DELETE FROM meta WHERE name = 'cache'")
    connection.close()
    assert 150 <= reused(quietly(range(COUNT))) < COUNT


def test_all_calls_that_stopped_are_carried_on_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    first = fail(range(100, COUNT))
    second = fail([*range(100), 150, *range(200, 300)])
    results = fanfold.map(_double, range(300), inline=True)
    assert f"what runs {second.name} and {first.name} did of these items" in capsys.readouterr().out
    assert list(results) == [2 * number for number in range(300)]
    assert 150 <= reused(results) < 300


def test_a_call_of_fewer_items_in_between_ends_nothing() -> None:
    fail()
    assert reused(quietly([7])) == 1
    assert reused(quietly([1001])) == 0
    assert 150 <= reused(quietly(range(COUNT))) < COUNT


def test_a_call_of_as_many_that_came_to_its_end_ends_it() -> None:
    fail()
    assert 150 <= reused(quietly(range(COUNT))) < COUNT
    assert reused(quietly(range(COUNT))) == 0


def test_one_that_did_something_else_is_named_with_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    stopped = fail()
    results = fanfold.map(_double, range(COUNT), version=2, inline=True)
    assert f"Run {stopped.name} stopped before its end, and is not gone on with: version changed" in (
        capsys.readouterr().out
    )
    assert reused(results) == 0


def test_a_record_that_is_damaged_is_said_and_its_item_run_again(capsys: pytest.CaptureFixture[str]) -> None:
    (pack,) = fail().glob("packs/*-*.pack")
    data = bytearray(pack.read_bytes())
    data[data.rindex(b"result", 0, len(data) // 2)] ^= 1
    pack.write_bytes(data)
    results = fanfold.map(_double, range(COUNT), inline=True)
    assert list(results) == [2 * number for number in range(COUNT)]
    assert "1 record of run " in capsys.readouterr().out
