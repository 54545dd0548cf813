"""What wandb writes while it is offline: a log of records in LevelDB's format, behind a header of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from struct import unpack_from
from typing import Any

_HEADER_BYTES = 7
_BLOCK_BYTES = 32768
_FULL, _LAST = 1, 4


@dataclass
class WandbRun:
    """What a run's file says."""

    name: str = ""
    group: str = ""
    job_type: str = ""
    losses: list[float] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    exit_code: int | None = None


def wandb_runs(folder: Path) -> list[WandbRun]:
    """Those below the folder, by name."""
    files = sorted((folder / "wandb").glob("offline-run-*/*.wandb"))
    return sorted(map(_read, files), key=lambda run: run.name)


def _read(file: Path) -> WandbRun:
    from wandb.proto.wandb_internal_pb2 import Record  # type: ignore[import-not-found]

    run = WandbRun()
    for data in _records(file.read_bytes()):
        record = Record()
        record.ParseFromString(data)
        _take(record, run)
    return run


def _take(record: Any, run: WandbRun) -> None:
    match record.WhichOneof("record_type"):
        case "run":
            run.name, run.group = record.run.display_name, record.run.run_group
            run.job_type = record.run.job_type
        case "history":
            for item in record.history.item:
                key = item.key or ".".join(item.nested_key)
                run.keys.add(key)
                if key == "loss":
                    run.losses.append(float(item.value_json))
        case "exit":
            run.exit_code = record.exit.exit_code


def _records(data: bytes) -> Iterator[bytes]:
    offset, parts = _HEADER_BYTES, b""
    while offset + _HEADER_BYTES <= len(data):
        if _BLOCK_BYTES - offset % _BLOCK_BYTES < _HEADER_BYTES:  # the rest of a block is empty
            offset += _BLOCK_BYTES - offset % _BLOCK_BYTES
            continue
        length, kind = unpack_from("<HB", data, offset + 4)
        offset += _HEADER_BYTES
        parts += data[offset : offset + length]
        offset += length
        if kind in (_FULL, _LAST):
            yield parts
            parts = b""
