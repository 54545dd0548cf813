"""The folder of a resumed run: whole or not there, and cheap."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fanfold.model.errors import RunBusyError, StorageError
from fanfold.model.names import FlowName
from fanfold.store import relink, runjson
from fanfold.store.folder import RunFolder
from fanfold.store.leftovers import remove_leftovers
from fanfold.store.lock import hold, is_running
from fanfold.store.runids import latest_run, runs, take_run

FLOW = FlowName("Sizes")


@pytest.fixture
def origin(tmp_path: Path) -> RunFolder:
    folder = take_run(tmp_path, FLOW, now_seconds=1e9).create()
    runjson.write(folder, runjson.RunRecord(FLOW, folder.run_id))
    folder.pack("1-1").write_bytes(b"records")
    folder.log("1-1", "out").write_bytes(b"hello\n")
    return folder


def test_packs_and_logs_are_shared_and_outlive_the_origin(tmp_path: Path, origin: RunFolder) -> None:
    draft = relink.begin(origin, take_run(tmp_path, FLOW, now_seconds=1e9))
    runjson.write(draft.folder, runjson.RunRecord(FLOW, draft.final.run_id))
    assert draft.folder.pack("1-1").stat().st_ino == origin.pack("1-1").stat().st_ino
    resumed = draft.publish()
    shutil.rmtree(origin.path)
    assert resumed.pack("1-1").read_bytes() == b"records"
    assert resumed.log("1-1", "out").read_bytes() == b"hello\n"
    assert latest_run(tmp_path, FLOW) == resumed
    draft.lock.close()


def test_before_it_is_published_nobody_sees_the_run_and_after_that_it_is_running(
    tmp_path: Path, origin: RunFolder
) -> None:
    draft = relink.begin(origin, take_run(tmp_path, FLOW, now_seconds=1e9))
    runjson.write(draft.folder, runjson.RunRecord(FLOW, draft.final.run_id))
    assert list(runs(tmp_path, FLOW)) == [origin]
    resumed = draft.publish()
    assert list(runs(tmp_path, FLOW)) == [resumed, origin]
    assert is_running(resumed)
    with pytest.raises(RunBusyError):
        hold(resumed)
    draft.lock.close()
    assert not is_running(resumed)


def test_an_origin_resumed_twice_gives_two_runs(tmp_path: Path, origin: RunFolder) -> None:
    drafts = [relink.begin(origin, take_run(tmp_path, FLOW, now_seconds=1e9)) for _ in range(2)]
    published = [draft.publish() for draft in drafts]
    assert len({folder.run_id for folder in published}) == 2
    assert all(folder.pack("1-1").read_bytes() == b"records" for folder in published)
    for draft in drafts:
        draft.lock.close()


def test_a_draft_that_is_discarded_leaves_nothing(tmp_path: Path, origin: RunFolder) -> None:
    before = sorted(origin.path.parent.iterdir())
    relink.begin(origin, take_run(tmp_path, FLOW, now_seconds=1e9)).discard()
    assert sorted(origin.path.parent.iterdir()) == before


def test_an_origin_that_cannot_be_read_leaves_nothing(tmp_path: Path, origin: RunFolder) -> None:
    shutil.rmtree(origin.packs)
    origin.packs.symlink_to(origin.packs)  # a folder that leads to itself
    taken = take_run(tmp_path, FLOW, now_seconds=1e9)
    with pytest.raises(StorageError, match=str(origin.run_id)):
        relink.begin(origin, taken)
    assert [path.name for path in origin.path.parent.iterdir()] == [origin.path.name]


CRASH = """
import os, sys
from pathlib import Path
from fanfold.store import relink
from fanfold.store.folder import RunFolder
from fanfold.store.runids import take_run
origin = RunFolder(Path(sys.argv[1]))
draft = relink.begin(origin, take_run(origin.path.parent.parent, origin.flow))
print(draft.folder.path, flush=True)
sys.stdin.read()
"""


@pytest.mark.processes
def test_what_a_crash_left_is_removed_and_what_is_being_made_is_not(origin: RunFolder) -> None:
    flow_folder = origin.path.parent
    command = [sys.executable, "-c", CRASH, str(origin.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as resuming:
        assert resuming.stdout is not None
        draft = Path(resuming.stdout.readline().strip())
        assert remove_leftovers(flow_folder) == []
        assert draft.is_dir()
        resuming.kill()
    assert remove_leftovers(flow_folder) == [draft]
    assert list(flow_folder.iterdir()) == [origin.path]
    assert origin.pack("1-1").read_bytes() == b"records"


def test_where_links_cannot_be_made_the_bytes_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"records" * 1000)
    relink.link_or_copy(source, target)
    assert target.read_bytes() == source.read_bytes()
    assert target.stat().st_ino != source.stat().st_ino
