"""Recording: an attempt's record goes to the pack in one write, and only then the counter says that it is
there.

What was more than a plain success (a failure, caught or not, a split, a switch's case) raises a second
counter before the first one counts it: what it was, the driver reads in the pack.
"""

from __future__ import annotations

from typing import Protocol

from fanfold.flow.transition import Transition
from fanfold.model.status import Status
from fanfold.store.packs import PackWriter
from fanfold.store.records import encode
from fanfold.workers.cells import COUNT_MASK, DONE, EXCEPTIONAL, OFFSET_BITS, Cells
from fanfold.workers.messages import FromWorker, Look


class Sends(Protocol):
    """Where a worker's messages go."""

    def send(self, message: FromWorker) -> None:
        """Tell the driver."""


class Recorder:
    """Writes one worker's records and advances its counter."""

    def __init__(self, pack: PackWriter, channel: Sends, cells: Cells) -> None:
        self.pack = pack
        self.count = 0
        self._channel = channel
        self._words = cells.words
        self._words[DONE] = pack.offset

    @property
    def so_far(self) -> tuple[int, int]:
        """How many records were counted, and where the pack ends."""
        return self.count, self.pack.offset

    def write(self, record: tuple[object, ...]) -> tuple[str, int]:
        """Append a record; gives where it lies. It counts once `plain` or `ended` was called."""
        pack = self.pack
        return (pack.name, pack.append_record(encode(record)))

    def tell(self, message: FromWorker) -> None:
        """Tell the driver something that is not of any record."""
        self._channel.send(message)

    def plain(self) -> None:
        """The record was of a plain success."""
        self.count += 1
        self._words[DONE] = (self.count & COUNT_MASK) << OFFSET_BITS | self.pack.offset

    def ended(self, status: Status, transition: Transition | None) -> None:
        """The record was of an attempt that ended so. For a failure, or what stops its foreach, the driver is
        woken.
        """
        if status is not Status.OK or (transition is not None and transition.is_exceptional):
            self._words[EXCEPTIONAL] += 1
        self.plain()
        if status is Status.FAILED or (transition is not None and transition.stops):
            self._channel.send(Look())
