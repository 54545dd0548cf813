"""run.json: whole at every moment, and never overwritten by halves."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanfold.model.errors import DamageError, FormatError, NotFoundError
from fanfold.model.names import FlowName, RunId
from fanfold.model.status import RunStatus
from fanfold.store import runjson
from fanfold.store.folder import RunFolder
from fanfold.store.runjson import RunRecord

RECORD = RunRecord(
    FlowName("Sizes"),
    RunId("1764000000"),
    RunStatus.FAILED,
    created_seconds=1.5,
    finished_seconds=3.5,
    started_seconds=2,
    argv=("run", "--alpha", "\udcff"),
    tags=("mine",),
    parameters={"alpha": "0.1", "token": "********"},
    counts={"work": {"done": 9991, "failed": 1}},
    origin_run_id="1763000000",
)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    path = tmp_path / "Sizes" / "1764000000"
    path.mkdir(parents=True)
    return RunFolder(path)


def test_what_was_written_is_read(folder: RunFolder) -> None:
    runjson.write(folder, RECORD)
    assert runjson.read(folder) == RECORD
    assert RECORD.seconds == 1.5


@given(tags=st.lists(st.text()), reason=st.text(), status=st.sampled_from(RunStatus))
def test_any_text_survives(
    tmp_path_factory: pytest.TempPathFactory, tags: list[str], reason: str, status: RunStatus
) -> None:
    folder = RunFolder(tmp_path_factory.mktemp("run"))
    record = RECORD._replace(tags=tuple(tags), reason=reason, status=status)
    runjson.write(folder, record)
    assert runjson.read(folder) == record


def test_a_change_keeps_what_others_changed(folder: RunFolder) -> None:
    runjson.write(folder, RECORD)
    runjson.update(folder, lambda record: record._replace(tags=(*record.tags, "good")))
    runjson.update(folder, lambda record: record._replace(status=RunStatus.SUCCEEDED))
    assert runjson.read(folder) == RECORD._replace(tags=("mine", "good"), status=RunStatus.SUCCEEDED)


@pytest.mark.processes
def test_two_processes_that_tag_at_once_lose_no_tag(folder: RunFolder) -> None:
    runjson.write(folder, RECORD)
    script = (
        "import sys; from pathlib import Path\n"
        "from fanfold.store import runjson; from fanfold.store.folder import RunFolder\n"
        "for n in range(40):\n"
        "    tag = sys.argv[2] + str(n)\n"
        "    runjson.update(RunFolder(Path(sys.argv[1])), lambda r: r._replace(tags=(*r.tags, tag)))"
    )
    taggers = [subprocess.Popen([sys.executable, "-c", script, str(folder.path), name]) for name in "ab"]
    assert [tagger.wait() for tagger in taggers] == [0, 0]
    wanted = {"mine", *(f"{name}{n}" for name in "ab" for n in range(40))}
    assert set(runjson.read(folder).tags) == wanted
    assert len(runjson.read(folder).tags) == len(wanted)


def test_the_file_is_plain_json_with_the_format_first(folder: RunFolder) -> None:
    runjson.write(folder, RECORD)
    found = json.loads(folder.run_json.read_text(encoding="utf-8", errors="surrogateescape"))
    assert next(iter(found)) == "format"
    assert found["status"] == "failed"


def test_a_newer_format_is_refused_by_name(folder: RunFolder) -> None:
    folder.run_json.write_text('{"format": 99, "whatever": []}')
    with pytest.raises(FormatError) as told:
        runjson.read(folder)
    assert "99" in told.value.message
    assert "1764000000" in told.value.message


def test_a_field_of_a_later_minor_version_is_ignored(folder: RunFolder) -> None:
    runjson.write(folder, RECORD)
    found = json.loads(folder.run_json.read_bytes().decode("utf-8", "surrogateescape"))
    folder.run_json.write_text(json.dumps(found | {"mood": "good"}))
    assert runjson.read(folder) == RECORD


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"format": 1}',
        '{"format": 1, "flow": "A", "run_id": "1", "status": "odd"}',
        '{"format": 1, "flow": "A", "run_id": 1, "status": "failed"}',
        "\x00\x00\x00",
    ],
)
def test_damage_is_named(folder: RunFolder, text: str) -> None:
    folder.run_json.write_text(text)
    with pytest.raises(DamageError, match=r"run\.json"):
        runjson.read(folder)


@given(cut=st.integers(0, 400), flip=st.integers(1, 255))
def test_any_flipped_byte_is_damage_or_a_record_and_never_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, cut: int, flip: int
) -> None:
    folder = RunFolder(tmp_path_factory.mktemp("run"))
    runjson.write(folder, RECORD)
    data = bytearray(folder.run_json.read_bytes())
    data[cut] ^= flip
    folder.run_json.write_bytes(data)
    try:
        assert isinstance(runjson.read(folder), RunRecord)
    except (DamageError, FormatError):
        pass


def test_no_run_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="nothing"):
        runjson.read(RunFolder(tmp_path / "nothing"))


def test_what_a_crash_left_of_a_replacement_is_not_read(folder: RunFolder) -> None:
    runjson.write(folder, RECORD)
    folder.run_json.with_name(".run.json.new").write_text('{"format": 1, "fl')
    assert runjson.read(folder) == RECORD
    runjson.update(folder, lambda record: record._replace(seed=1))
    assert runjson.read(folder).seed == 1
