"""Bytes that changed after they were written are told by the name of what they were, and never taken for a
value.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from fanfold.store.codec import is_stored
from fanfold.store.folder import RunFolder
from fanfold.store.packs import PackReader
from fanfold.store.records import Record
from fanfold.store.verify import verify as verified
from tests.fault.accounts import newest_run, placed_records
from tests.fault.processes import ran
from tests.flow_process import FlowProcess, run_fanfold

pytestmark = pytest.mark.processes

FLOW = Path(__file__).parent / "flows" / "plain.py"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one finished run."""
    folder = tmp_path_factory.mktemp("whole")
    done = ran(FLOW, "run", "--width", "120", home=folder / "runs", COUNTER=str(folder / "counter"))
    assert done.exit_code == 0, str(done)
    return folder / "runs"


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    shutil.copytree(whole, tmp_path / "runs")
    return tmp_path / "runs"


@pytest.fixture
def folder(home: Path) -> RunFolder:
    """The run in the copy."""
    return newest_run(home)


def verify(home: Path) -> FlowProcess:
    """`fanfold verify latest`."""
    return run_fanfold("verify", "latest", home=home)


def flip(path: Path, offset: int) -> None:
    """Change one byte of a file, or the last one for -1."""
    data = bytearray(path.read_bytes())
    data[offset] ^= 0x40
    path.write_bytes(data)


def cut(path: Path, size: int) -> None:
    """Leave only so many bytes of a file."""
    path.write_bytes(path.read_bytes()[:size])


def find(folder: RunFolder, step: str, index: int) -> tuple[Record, PackReader, int]:
    """The record of a task, and where it lies."""
    return next(each for each in placed_records(folder) if each[0].step == step and each[0].index == index)


def resume_from_join(home: Path) -> FlowProcess:
    """`resume join`: the tasks before it are read, and not run again."""
    return ran(FLOW, "resume", "join", home=home, COUNTER=str(home.with_name("counter")))


def test_a_whole_run_is_found_whole(home: Path) -> None:
    done = verify(home)
    assert done.exit_code == 0, str(done)
    assert re.search(r"PlainFlow/\d+: whole \(123 tasks, 122 large values", done.out), str(done)


def test_a_flipped_byte_of_a_value_is_named_by_its_artifact_and_never_read_as_a_value(
    home: Path, folder: RunFolder
) -> None:
    record, pack, _ = find(folder, "work", 17)
    entry = record.entries["value"]
    assert is_stored(entry) and isinstance(entry, tuple) and len(entry) == 6
    flip(pack.path, entry[1] + 100)
    told = verify(home)
    assert told.exit_code == 1, str(told)
    assert "1 damaged" in told.out
    assert "artifact value of work/17" in told.out
    read = resume_from_join(home)
    assert read.exit_code == 1, str(read)
    assert "Artifact *value* is damaged" in read.err
    assert "RESULT" not in read.out


def test_a_flipped_byte_of_a_record_is_named_by_its_task(home: Path, folder: RunFolder) -> None:
    _, pack, offset = find(folder, "work", 17)
    flip(pack.path, offset + 40)
    told = verify(home)
    assert told.exit_code == 1, str(told)
    assert "1 damaged" in told.out
    assert re.search(r"the record of work, item 17 of fan 1\b", told.out), str(told)
    read = resume_from_join(home)
    assert read.exit_code == 1, str(read)
    assert "RESULT" not in read.out


def test_a_flipped_length_of_a_record_costs_the_sight_of_no_other_task(home: Path, folder: RunFolder) -> None:
    _, pack, offset = find(folder, "work", 17)
    flip(pack.path, offset + 1)
    told = verify(home)
    assert told.exit_code == 1, str(told)
    assert "the record of work, item 17 of fan 1" in told.out
    assert int(re.findall(r"\d+ damaged", told.out)[0].split()[0]) <= 120


def test_flipped_items_are_named_by_their_split(home: Path, folder: RunFolder) -> None:
    record, pack, _ = find(folder, "start", 0)
    items = record.split[1] if record.split else None
    assert items is not None
    flip(pack.path, items[1] + items[2] - 20)
    told = verify(home)
    assert told.exit_code == 1, str(told)
    assert "the items of the foreach of start" in told.out, str(told)
    read = ran(FLOW, "resume", "work", home=home, COUNTER=str(home.with_name("counter")))
    assert read.exit_code == 1, str(read)
    assert "RESULT" not in read.out


def test_the_torn_end_of_a_pack_costs_just_what_was_there(home: Path, folder: RunFolder) -> None:
    record, pack, _ = find(folder, "work", 119)
    last = max(place for each, its, place in placed_records(folder) if its.path == pack.path)
    cut(pack.path, last + 30)
    told = verify(home)
    assert told.exit_code == 1, str(told)
    assert "1 damaged" in told.out
    assert record.step in told.out


def test_a_torn_log_is_said_and_its_tasks_are_whole(home: Path, folder: RunFolder) -> None:
    _, pack, _ = find(folder, "work", 17)
    cut(folder.log(pack.path.stem, "out"), 1)
    told = verify(home)
    assert told.exit_code == 1, str(told)
    assert re.search(r"the output of work/\d+: .*out ends at byte 1", told.out), str(told)
    assert resume_from_join(home).exit_code == 0


@pytest.mark.parametrize("page", range(1, 12, 2))
def test_a_torn_page_of_the_ledger_is_said_by_verify_and_by_resume(
    home: Path, folder: RunFolder, page: int
) -> None:
    data = bytearray(folder.ledger.read_bytes())
    if page * 4096 >= len(data):
        pytest.skip("the ledger is shorter")
    data[page * 4096 : page * 4096 + 512] = bytes(512)
    folder.ledger.write_bytes(data)
    told = verify(home)
    assert told.exit_code == 1, str(told)
    assert "the ledger" in told.out, str(told)
    read = resume_from_join(home)
    assert read.exit_code == 1, str(read)
    assert "ledger" in read.err
    assert "Traceback" not in read.err


def test_a_pack_that_is_gone_is_said(home: Path, folder: RunFolder) -> None:
    _, pack, _ = find(folder, "work", 17)
    pack.path.unlink()
    told = verify(home)
    assert told.exit_code == 1, str(told)
    assert re.search(r"the record of work, item \d+ of fan 1\b", told.out), str(told)
    damages = [damage.what for damage in verified(folder).damages]  # the command shows the first hundred
    assert any(what.startswith("the record of work, item 17 of fan 1") for what in damages), damages


def test_no_new_pack_takes_the_name_of_one_that_is_gone(home: Path, folder: RunFolder) -> None:
    """What refers to the lost one must not find another's records there."""
    lost = find(folder, "work", 3)[1].path
    lost.unlink()
    resume_from_join(home)
    assert not (newest_run(home).packs / lost.name).exists()


def test_changed_code_is_said(home: Path, folder: RunFolder) -> None:
    flip(folder.code / "plain.py", 10)
    told = verify(home)
    assert told.exit_code == 1, str(told)
    assert "the copy of plain.py" in told.out
