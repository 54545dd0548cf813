"""Reused tasks: where their records lie, under names which say that the tasks were not run.

That name is the mark by which a row of the ledger, a view or a resume knows it. A record that says the same
here as in the run that wrote it stays where it is, and its pack is linked into the run's folder; of any other
there is a copy, under today's place, in a pack of the driver's. What is large in a copied one stays where the
earlier run put it, in a pack that is linked under a name that no pack of this run can have.

    packs/reused.1.pack                  copied records
    packs/reused.1795645516.3.1.pack     pack 3-1 of run 1795645516: rows of the ledger name parts of it
    packs/kept.1795645516.3.1.pack       the same, with values that copied records refer to
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from zlib import crc32

from fanfold.store.packs import FRAME, KIND_SHIFT, RECORD, PackWriter, create

if TYPE_CHECKING:
    from fanfold.store.folder import RunFolder

STEM = "reused"
KEPT = "kept"
_BUFFERED_BYTES_MAX = 1 << 20
_RECORD_WORD = RECORD << KIND_SHIFT
_pack_frame, _HEADER_BYTES = FRAME.pack, FRAME.size


def is_reused(pack: str) -> bool:
    """Whether the records in this pack are of tasks that were not run."""
    return pack.startswith(f"{STEM}.")


def is_kept(pack: str) -> bool:
    """Whether this is a pack of another run. Its records are none of the run's that it was linked into."""
    return pack.startswith(f"{KEPT}.")


def kept_name(run_id: str, pack: str) -> str:
    """What a pack of a run is called outside of it. It has no dash, as those of a run's workers have: nobody
    adopts records from it.
    """
    return pack if is_kept(pack) else f"{KEPT}.{run_id}.{pack.replace('-', '.')}"


def reused_name(run_id: str, pack: str) -> str:
    """What a pack of a run is called in one that takes records over as they lie there."""
    if is_reused(pack) and origin_of(pack) is not None:  # that run had them from another one
        return pack
    return f"{STEM}.{kept_name(run_id, pack).removeprefix(f'{KEPT}.')}"


def origin_of(pack: str) -> str | None:
    """The id of the run that wrote a linked pack of reused records; None: those in it are copies, or its own
    run's.
    """
    parts = pack.split(".")
    return parts[1] if parts[0] == STEM and len(parts) > 2 else None


class ReusedPack:
    """The pack and logs that one driver writes reused records and their output to.

    `append` adds a record, which is there after `flush`, and gives where its frame begins and ends.
    """

    def __init__(self, folder: RunFolder) -> None:
        taken = {path.stem for path in folder.packs.glob(f"{STEM}.*.pack")}
        number = next(number for number in range(1, len(taken) + 2) if f"{STEM}.{number}" not in taken)
        self.name = f"{STEM}.{number}"
        self._descriptor = create(folder.packs, self.name)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        self._logs = [os.open(folder.log(self.name, stream), flags, 0o600) for stream in ("out", "err")]
        self._log_sizes = [os.fstat(log).st_size for log in self._logs]
        self._writer = _Frames(self._descriptor, self.name)
        self.append = self._writer.add

    def print(self, out: bytes, err: bytes) -> tuple[int, int, int, int]:
        """Add what a task wrote; gives where it lies in the logs, as a record says it."""
        places: list[int] = []
        for number, data in enumerate((out, err)):
            os.write(self._logs[number], data)
            self._log_sizes[number] += len(data)
            places += [self._log_sizes[number] - len(data), self._log_sizes[number]]
        return (places[0], places[1], places[2], places[3])

    def flush(self) -> None:
        """All records that were added can be read."""
        self._writer.flush()

    def close(self) -> None:
        """Give the descriptors back."""
        for descriptor in (self._descriptor, *self._logs):
            os.close(descriptor)


class _Frames(PackWriter):
    """Writes many frames at once: a `write` for each record would cost as much as all else."""

    def __init__(self, descriptor: int, name: str) -> None:
        super().__init__(descriptor, name)
        self._waiting: list[bytes] = []
        self._end = self.offset

    def add(self, payload: bytes) -> tuple[int, int]:
        """A record."""
        size, offset = len(payload), self._end
        self._waiting += (_pack_frame(_RECORD_WORD | size, crc32(payload)), payload)
        end = self._end = offset + _HEADER_BYTES + size
        if end - self.offset > _BUFFERED_BYTES_MAX:
            self.flush()
        return offset, end

    def flush(self) -> None:
        """Write what waits."""
        if self._waiting:
            self._write(b"".join(self._waiting))
            self._waiting.clear()
