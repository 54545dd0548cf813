"""Checkpoints: how far a fold is that is going on, for whoever goes on with it.

A file for each fan whose join folds it, in the run's `folds/`: what is on `self`, and which items are in it.
It is replaced whole, and counts as nothing but itself: no reader takes it for the end of a task. (In a pack
each one would stay for ever, however large.) It is not synced: its checksum tells one that a power cut left
unfinished, and then the fold begins anew.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from pickle import dumps, loads
from zlib import crc32

from fanfold.model.named import NamedTuple
from fanfold.model.names import FanId, StepName
from fanfold.store.folder import RunFolder

SUFFIX = ".fold"
_MAGIC = b"FANFOLD1"
_CRC_BYTES = 4


class Checkpoint(NamedTuple):
    """How far a fold is.

    Attributes:
        step: the join.
        folded: the items that are in it, as ranges of their indexes.
        artifacts: what is on `self`, each value pickled by itself.
        gone: what the step had set before its loop, and deleted in it.
    """

    step: StepName
    folded: tuple[tuple[int, int], ...]
    artifacts: dict[str, bytes]
    gone: tuple[str, ...] = ()


class CheckpointFile:
    """The checkpoint of one fan's fold."""

    def __init__(self, folder: RunFolder, fan: FanId) -> None:
        self.path = folder.folds / f"{fan}{SUFFIX}"

    def read(self) -> Checkpoint | None:
        """What was written last; None: nothing, or nothing whole."""
        try:
            data = self.path.read_bytes()
        except OSError:
            return None
        head = len(_MAGIC) + _CRC_BYTES
        payload = data[head:]
        if data[:head] != _MAGIC + crc32(payload).to_bytes(_CRC_BYTES, "little"):
            return None
        return Checkpoint(*loads(payload))

    def write(self, checkpoint: Checkpoint) -> None:
        """Put a checkpoint in the place of the one before.

        Raises:
            OSError: it cannot be written; the one before is still there.
        """
        payload = dumps(tuple(checkpoint), 5)
        self.path.parent.mkdir(mode=0o700, exist_ok=True)
        beside = self.path.with_name(f".{self.path.name}.new")
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb") as file:
            file.write(_MAGIC + crc32(payload).to_bytes(_CRC_BYTES, "little"))
            file.write(payload)
        os.replace(beside, self.path)


def files_of(folder: RunFolder) -> Iterator[tuple[FanId, Path]]:
    """The checkpoints that a run has, by fan."""
    for path in sorted(folder.folds.glob(f"[0-9]*{SUFFIX}")):
        yield FanId(int(path.stem)), path


def remove_all(folder: RunFolder) -> None:
    """A run that came to its end needs none any more."""
    import shutil

    shutil.rmtree(folder.folds, ignore_errors=True)
