"""Finding records by how they begin.

Unpickling a hundred thousand records takes longer than anybody wants to wait for the twenty that matter. The
pickle of a record begins with the same few opcodes for all tasks of a step, its status and its times among
them, so these are picked out of the raw bytes by one search, and only what is wanted is read. Where a search
finds fewer records than the ledger says there are, it cannot be relied on, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from zlib import crc32

from fanfold.client.opened import OpenRun
from fanfold.client.ranges import Range
from fanfold.client.row import Cover, Row
from fanfold.model.names import FanId, StepName
from fanfold.model.status import Status
from fanfold.store.packs import FRAME, KIND_SHIFT, LENGTH_MASK, RECORD
from fanfold.store.records import decode
from fanfold.store.rows import Found

RECORD_BYTES_MAX = 4096
"""Where a record takes more on average there are artifacts between them: to go from record to record reads
less than to search all bytes.
"""

Head = tuple[bytes, bytes]
"""The status of a record, as its opcode; and how many seconds its task took, as 8 bytes that sort as numbers
do.
"""

CAUGHT = bytes([Status.CAUGHT])


class Unreliable(Exception):
    """A search cannot be relied on here: read the records."""


class Heads:
    """Searches the records of the tasks of one step that are done."""

    def __init__(self, run: OpenRun, step: StepName, rows: list[Row]) -> None:
        self._run = run
        self._cover = Cover(rows)
        name = step.encode()
        number = rb"(?:K.|M..|J....)"
        text = rb"\x8c" + re.escape(bytes([len(name)]) + name) + rb"\x94"
        # step; fan, index, turn, attempt; status; started, seconds
        beginning = rb"\x80\x05\x95.{8}\(" + text + number * 4 + rb"K([\x00\x01])G.{8}G(.{8})"
        self._pattern = re.compile(beginning, re.DOTALL)

    def all(self, range_: Range) -> list[Head]:
        """The heads of all records in a range, in order.

        Raises:
            Unreliable: fewer were found than there must be.
        """
        if range_.stop - range_.first > range_.tasks * RECORD_BYTES_MAX:
            raise Unreliable
        found: list[Head] = self._pattern.findall(self._bytes(range_))
        if len(found) < range_.tasks:
            raise Unreliable
        return found

    def read(self, range_: Range, is_wanted: Callable[[bytes, bytes], bool]) -> Iterator[Found]:
        """The records of a range that are wanted by their heads, of those that the rows speak of."""
        data = self._bytes(range_)
        for match in self._pattern.finditer(data):
            if not is_wanted(match[1], match[2]) or match.start() < FRAME.size:
                continue
            found = _framed(data, match.start() - FRAME.size, range_)
            if found is not None and self._is_spoken_of(found):
                yield found

    def _bytes(self, range_: Range) -> bytes:
        return self._run.values[range_.pack].read(range_.first, range_.stop - range_.first)

    def _is_spoken_of(self, found: Found) -> bool:
        """Whether a row means this record, and not one of an earlier run that was run again since."""
        record = found.record
        row = self._cover.row(FanId(record.fan), record.turn, record.index)
        place = None if row is None else row.location
        return place is not None and place.pack == found.pack and place.offset <= found.offset < place.stop


def _framed(data: bytes, at: int, range_: Range) -> Found | None:
    """The record whose frame begins there; None if it is an artifact that looks like a record."""
    word, crc = FRAME.unpack_from(data, at)
    payload = data[at + FRAME.size : at + FRAME.size + (word & LENGTH_MASK)]
    if word >> KIND_SHIFT != RECORD or crc32(payload) != crc:
        return None
    return Found(decode(payload), range_.pack, range_.first + at)
