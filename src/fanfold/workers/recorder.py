"""Recording: an attempt's record goes to the pack in one write, and only then the counter says that it is
there.

What the driver cannot tell from a counter (a failure, a split, a switch's case) it is told by message before
the counter counts it. Of failures that `@catch` took over, which a million items may have, it is told by a
counter of their own: which they were it reads in the pack.
"""

from __future__ import annotations

from typing import Protocol

from fanfold.flow.transition import Transition
from fanfold.model.names import StepName
from fanfold.model.status import Status
from fanfold.store.location import Location
from fanfold.store.packs import PackWriter
from fanfold.store.records import encode
from fanfold.workers.cells import CAUGHT, COUNT_MASK, DONE, OFFSET_BITS, Cells
from fanfold.workers.failing import Told
from fanfold.workers.messages import Failed, FromWorker, Split, Stopped, Switched


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
        """Append a record; gives where it lies. It counts once `plain` or `told` was called."""
        pack = self.pack
        return (pack.name, pack.append_record(encode(record)))

    def tell(self, message: FromWorker) -> None:
        """Tell the driver something that is not of any record."""
        self._channel.send(message)

    def plain(self) -> None:
        """The record was of a plain success."""
        self.count += 1
        self._words[DONE] = (self.count & COUNT_MASK) << OFFSET_BITS | self.pack.offset

    def told(
        self, place: tuple[str, int], status: Status, transition: Transition | None, failure: Told | None
    ) -> None:
        """The record was of anything: tell what the counter cannot, then count."""
        count = self.count + 1
        location = Location(*place, self.pack.offset - place[1])
        if status is Status.FAILED:
            assert failure is not None
            self._channel.send(Failed(count, failure, location))
        elif status is Status.CAUGHT:
            self._words[CAUGHT] += 1
        elif transition is not None and transition.width is not None:
            self._channel.send(Split(count, transition.width, transition.items, location))
        elif transition is not None and transition.stops:
            self._channel.send(Stopped(count, location))
        elif transition is not None and transition.case is not None:
            self._channel.send(Switched(count, StepName(transition.case), location))
        self.plain()
