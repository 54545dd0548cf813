"""A full disk: recognised, told, and survived by the ballast."""

from __future__ import annotations

import errno
import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from fanfold.model.errors import StorageError
from fanfold.store import ballast
from fanfold.store.atomic import replace_file
from fanfold.store.disk import disk_errors, free_bytes, is_disk_failure, is_full
from fanfold.store.folder import RunFolder


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder(tmp_path)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_disk_without_room_is_full(number: int) -> None:
    assert is_full(OSError(number, "no room"))
    assert is_disk_failure(OSError(number, "no room"))


def test_a_failing_device_is_the_machines_fault_but_not_full() -> None:
    assert is_disk_failure(OSError(errno.EIO, "Input/output error"))
    assert not is_full(OSError(errno.EIO, "Input/output error"))


@pytest.mark.parametrize("error", [OSError(errno.ENOENT, "no such file"), ValueError("odd"), KeyError()])
def test_an_error_of_the_users_code_is_not_the_disks(error: Exception) -> None:
    assert not is_disk_failure(error)


def test_a_full_disk_is_told_with_the_folder_and_what_is_free(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as told, disk_errors(tmp_path, "write the pack"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert str(tmp_path) in told.value.message
    assert "bytes are free" in told.value.remedy
    assert free_bytes(tmp_path) > 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_write_that_really_meets_a_full_disk_is_recognised() -> None:
    with pytest.raises(OSError) as told, open("/dev/full", "wb", buffering=0) as full:
        full.write(b"x")
    assert is_full(told.value)


def test_ballast_takes_real_space_and_gives_it_back_once(folder: RunFolder) -> None:
    ballast.reserve(folder)
    assert folder.ballast.stat().st_size == ballast.BALLAST_BYTES
    assert folder.ballast.stat().st_blocks * 512 >= ballast.BALLAST_BYTES
    assert ballast.free(folder) == ballast.BALLAST_BYTES
    assert ballast.free(folder) == 0
    assert not folder.ballast.exists()


@pytest.fixture
def _files_of_64_kb() -> Iterator[None]:
    import signal

    before, was = signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, was[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, was)
    signal.signal(signal.SIGXFSZ, before)


@pytest.mark.usefixtures("_files_of_64_kb")
def test_no_run_begins_without_room_for_its_end(folder: RunFolder) -> None:
    with pytest.raises(StorageError, match="reserve space"):
        ballast.reserve(folder)
    assert not folder.ballast.exists()


@pytest.mark.usefixtures("_files_of_64_kb")
def test_a_file_that_cannot_be_replaced_stays_as_it_was(tmp_path: Path) -> None:
    replace_file(tmp_path / "run.json", b"old")
    with pytest.raises(StorageError):
        replace_file(tmp_path / "run.json", b"n" * (1 << 20))
    assert (tmp_path / "run.json").read_bytes() == b"old"
