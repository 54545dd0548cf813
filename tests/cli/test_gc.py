"""`gc` and `rm`: what goes, what stays, and how many bytes that frees."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fanfold.cli.command import answer
from fanfold.cli.outcome import exit_code_of
from fanfold.client import default_metadata, metadata
from fanfold.model.status import RunStatus
from fanfold.store.folder import RunFolder
from fanfold.store.lock import hold_file
from tests.cli.made_runs import make_run

Printed = pytest.CaptureFixture[str]
DAY = 86_400
NOW = int(time.time())


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """An empty home, as the one that commands look in."""
    metadata(f"local@{tmp_path}")
    yield tmp_path
    default_metadata()


def left(home: Path) -> list[str]:
    """How many days ago the runs that are there were made, by flow."""
    paths = sorted(home.glob("*/*"), reverse=True)
    return [f"{path.parent.name} {(NOW - int(path.name)) // DAY}" for path in paths]


def test_the_newest_runs_of_each_flow_are_kept(home: Path, capsys: Printed) -> None:
    for days in (1, 2, 3):
        make_run(home, "A", NOW - days * DAY)
        make_run(home, "B", NOW - days * DAY)
    assert answer(["gc", "--keep", "2", "--dry-run"]) == 0
    assert len(left(home)) == 6
    assert answer(["gc", "--keep", "2", "--yes"]) == 0
    assert left(home) == ["B 1", "B 2", "A 1", "A 2"]
    assert answer(["gc", "A", "--keep", "1", "--yes"]) == 0
    assert left(home) == ["B 1", "B 2", "A 1"]
    capsys.readouterr()
    assert answer(["gc", "--keep", "2", "--yes"]) == 0
    assert capsys.readouterr().out == "Nothing to delete.\n"


def test_only_what_is_old_enough_goes_and_both_conditions_must_hold(home: Path) -> None:
    for days in (1, 20, 40, 60):
        make_run(home, "A", NOW - days * DAY)
    assert answer(["gc", "--older-than", "30d", "--keep", "3", "--yes"]) == 0
    assert left(home) == ["A 1", "A 20", "A 40"]
    assert answer(["gc", "--older-than", "4w", "--yes"]) == 0
    assert left(home) == ["A 1", "A 20"]


def test_what_runs_and_what_is_pinned_stays(home: Path) -> None:
    make_run(home, "A", NOW - 9 * DAY, tags=("keep",))
    make_run(home, "A", NOW - 8 * DAY, tags=("pinned", "x"))
    make_run(home, "A", NOW - 7 * DAY, tags=("x",))
    make_run(home, "A", NOW - 5 * DAY, status=RunStatus.RUNNING)  # and nobody holds its lock: it was killed
    going = make_run(home, "A", NOW - 6 * DAY, status=RunStatus.RUNNING)
    lock = hold_file(going.lock, "the run")
    try:
        assert answer(["gc", "--keep", "0", "--yes"]) == 0
    finally:
        lock.close()
    assert left(home) == ["A 6", "A 8", "A 9"]


def test_bytes_that_a_resumed_run_shares_are_freed_only_when_both_go(home: Path, capsys: Printed) -> None:
    origin = make_run(home, "A", NOW - 3 * DAY, pack=b"x" * 100_000)
    resumed = make_run(home, "A", NOW - 2 * DAY)
    os.link(origin.pack("1-1"), resumed.pack("2-1"))
    assert answer(["gc", "--keep", "1", "--dry-run"]) == 0
    assert _bytes(capsys) == [_own(origin)]
    assert answer(["gc", "--keep", "0", "--dry-run"]) == 0
    assert _bytes(capsys) == [_own(resumed), _own(origin), _own(resumed) + _own(origin) + 100_000]
    assert answer(["rm", resumed.run_id, origin.run_id, "--dry-run"]) == 0
    assert _bytes(capsys)[-1] == _own(resumed) + _own(origin) + 100_000
    assert answer(["gc", "--keep", "1", "--yes"]) == 0
    assert resumed.pack("2-1").read_bytes() == b"x" * 100_000


def _bytes(capsys: Printed) -> list[int]:
    return [int(text.replace(",", "")) for text in re.findall(r"([\d,]+) bytes", capsys.readouterr().out)]


def _own(folder: RunFolder) -> int:
    return sum(
        path.stat().st_size
        for path in folder.path.rglob("*")
        if path.name != "1-1.pack" and path.is_file() and path.name != "2-1.pack"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--keep N, --older-than 30d"),
        (["--older-than", "30"], "'30' is no age"),
        (["--older-than", "x d"], "is no age"),
        (["--keep", "-1"], "--keep"),
    ],
)
def test_what_does_not_say_what_is_old_is_refused(
    home: Path, words: list[str], said: str, capsys: Printed
) -> None:
    make_run(home, "A", NOW - DAY)
    assert exit_code_of(lambda: answer(["gc", *words, "--yes"])) == 2
    assert said in capsys.readouterr().err
    assert left(home) == ["A 1"]


def test_nobody_is_asked_and_nothing_goes_where_nobody_can_be(home: Path, capsys: Printed) -> None:
    make_run(home, "A", NOW - DAY)
    assert answer(["gc", "--keep", "0"]) == 1
    assert "--yes" in capsys.readouterr().err
    assert left(home) == ["A 1"]


def test_a_run_whose_record_is_damaged_keeps_nobody_from_the_others(home: Path, capsys: Printed) -> None:
    for days in (1, 2, 3):
        make_run(home, "A", NOW - days * DAY)
    damaged = make_run(home, "B", NOW - 4 * DAY)
    damaged.run_json.write_text("{")
    assert answer(["ls"]) == 0
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 4
    assert printed.err.startswith("Passed over: ") and str(damaged.path) in printed.err
    assert answer(["gc", "--keep", "1", "--yes"]) == 0
    assert left(home) == ["B 4", "A 1"]
