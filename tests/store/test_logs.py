"""Logs: a task is a slice, and what is lost is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fanfold.model.errors import StorageError
from fanfold.store import logs
from fanfold.store.folder import RunFolder
from fanfold.store.logs import LogSlice


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    path = tmp_path / "Sizes" / "1764000000"
    path.mkdir(parents=True)
    return RunFolder(path).create()


def write(folder: RunFolder, data: bytes) -> None:
    descriptor = logs.open_for_append(folder, "3-1", "out")
    os.write(descriptor, data)
    os.close(descriptor)


def test_a_task_reads_its_own_slice(folder: RunFolder) -> None:
    write(folder, b"one\n")
    write(folder, b"two\n")
    assert logs.read(folder, LogSlice("3-1", "out", 4, 8)) == b"two\n"
    assert logs.read(folder, LogSlice("3-1", "out", 4, 4)) == b""


def test_a_task_that_wrote_nothing_needs_no_log(folder: RunFolder) -> None:
    assert logs.read(folder, LogSlice("9-1", "err", 0, 0)) == b""


@pytest.mark.parametrize(
    ("kept", "shown"), [(b"half a li", b"half a li\n"), (b"line\n", b"line\n"), (b"", b"")]
)
def test_bytes_that_are_gone_are_counted_in_a_line_of_their_own(
    folder: RunFolder, kept: bytes, shown: bytes
) -> None:
    write(folder, kept)
    lost = 100 - len(kept)
    line = f"[fanfold: {lost} bytes of this output are missing from logs/3-1.out]\n".encode()
    assert logs.read(folder, LogSlice("3-1", "out", 0, 100)) == shown + line


def test_a_log_that_is_gone_is_said_and_not_an_error(folder: RunFolder) -> None:
    assert b"7 bytes of this output are missing" in logs.read(folder, LogSlice("8-1", "err", 3, 10))


def test_a_folder_where_the_log_should_be_is_a_storage_error(folder: RunFolder) -> None:
    folder.log("3-1", "out").mkdir()
    with pytest.raises(StorageError, match=r"3-1\.out"):
        logs.open_for_append(folder, "3-1", "out")
