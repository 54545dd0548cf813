"""Packs on the disk for certain."""

from __future__ import annotations

from pathlib import Path

from fanfold.store.folder import RunFolder
from fanfold.store.packsync import PackSync


def test_only_what_has_grown_is_synced_and_its_offset_told(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path).create()
    sync = PackSync(folder)
    assert sync() == {}
    folder.pack("1-1").write_bytes(b"12345")
    folder.pack("2-1").write_bytes(b"")
    assert sync() == {"1-1": 5, "2-1": 0}
    assert sync() == {}
    with folder.pack("2-1").open("ab") as pack:
        pack.write(b"123")
    assert sync() == {"2-1": 3}
