"""A disk that is full and a folder that cannot be written are the machine's fault: no task is charged, the
run says what to do, and goes on from there when it is resumed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault.accounts import check_ledger, newest_run, recorded, runs_of
from tests.fault.processes import left_of_run, ran
from tests.flow_process import FlowProcess, run_fanfold

pytestmark = pytest.mark.processes

FLOW = Path(__file__).parent / "flows" / "plain.py"
MB = 1 << 20


@pytest.fixture
def counter(tmp_path: Path) -> Path:
    """What ran."""
    return tmp_path / "counter"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount command")
    if done.returncode:
        pytest.skip("a file system can be mounted by root only")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def run(home: Path, counter: Path, *words: str) -> FlowProcess:
    """A run that needs twelve megabytes."""
    return ran(FLOW, *words, home=home, COUNTER=str(counter))


@pytest.mark.parametrize("width", [12, 120], ids=["isolated", "warm"])
def test_a_disk_that_fills_ends_the_run_and_a_resume_goes_on(
    small: Path, tmp_path: Path, counter: Path, width: int
) -> None:
    home = small / "runs"
    done = run(home, counter, "run", "--width", str(width), "--size", str(12 * MB // width))
    assert done.exit_code == 1, str(done)
    assert re.search("No space left|disk is full", done.err), str(done)
    assert "please report" not in done.err
    assert "Traceback" not in done.out + done.err
    assert "failed" not in [line.split()[-1] for line in done.out.splitlines() if " work " in line]
    assert left_of_run(home) == []
    folder = newest_run(home)
    check_ledger(folder)
    saved = {index for step, _, index in recorded(folder) if step == "work"}
    assert saved
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(home, elsewhere)
    counter.unlink()
    resumed = run(elsewhere, counter, "resume")
    assert resumed.exit_code == 0, str(resumed)
    assert "RESULT" in resumed.out
    again = {index for step, index in runs_of(counter) if step == "work"}
    assert again == set(range(width)) - saved


def test_a_disk_without_room_for_the_end_is_told_at_the_beginning(small: Path, counter: Path) -> None:
    (small / "filler").write_bytes(bytes(8 * MB - (MB >> 1)))
    done = run(small / "runs", counter, "run")
    assert done.exit_code == 1, str(done)
    assert "No space left" in done.err
    assert "Traceback" not in done.err
    assert not counter.exists()


def test_a_folder_that_cannot_be_written_is_told_at_the_beginning(small: Path, counter: Path) -> None:
    home = small / "runs"
    home.mkdir()
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    done = run(home, counter, "run")
    assert done.exit_code == 1, str(done)
    assert "cannot be written" in done.err
    assert len(done.err.splitlines()) <= 4, str(done)
    assert not counter.exists()


def test_a_run_in_a_folder_that_cannot_be_written_can_be_read(small: Path, counter: Path) -> None:
    home = small / "runs"
    assert run(home, counter, "run").exit_code == 0
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    check_ledger(newest_run(home))
    told = run_fanfold("verify", "latest", home=home, folder=Path(os.sep))
    assert told.exit_code == 0, str(told)
    assert "whole" in told.out


def test_a_run_that_was_killed_in_a_folder_that_is_now_read_only_can_be_read(
    small: Path, counter: Path
) -> None:
    """Its ledger still has a write-ahead log beside it, which SQLite alone would refuse to open there."""
    home = small / "runs"
    assert run(home, counter, "run").exit_code == 0
    folder = newest_run(home)
    _leave_open(folder.ledger)
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    check_ledger(folder)


def _leave_open(ledger: Path) -> None:
    """As a process does that is killed in the middle."""
    code = (
        "import os, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('PRAGMA journal_mode=WAL')\n"
        "connection.execute('INSERT INTO meta VALUES (?, ?)', ('x', 'y'))\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(ledger)], check=True)
    assert ledger.with_name(f"{ledger.name}-wal").stat().st_size
