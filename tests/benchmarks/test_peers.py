"""The comparison with other engines: each has its script, and one that fails is told beside the others."""

from __future__ import annotations

from pathlib import Path

from benchmarks.commands import Command, time_once
from benchmarks.peers.__main__ import _tables
from benchmarks.peers.engine import ARRAYS, ENGINES


def test_each_engine_has_its_script() -> None:
    for command in (*ARRAYS.values(), *(engine.command(3) for engine in ENGINES)):
        assert Path(command.arguments[0]).is_file()


def test_an_engine_that_failed_is_a_row_that_says_how() -> None:
    told = {"engine": "Other", "version": "1", "records": "nothing"}
    fine = told | {"items": 1000, "seconds": 1.5, "item_microseconds": 20.4, "item_core_microseconds": 1234.0}
    lines = list(_tables([fine, told | {"failed": "no such node"}], []))
    assert lines[2] == "| Other | 1 | 1,000 | 1.50 s | 20 µs | 1,234 µs | nothing |"
    assert lines[3] == "| Other | 1 | | failed | | | no such node |"


def test_what_is_run_before_shares_the_folder_with_what_is_timed() -> None:
    write, read = Command(("-c", "open('x', 'w')")), Command(("-c", "open('x')"))
    assert time_once(read, before=write).wall_seconds > 0
