"""Reading the records of rows: each place of the packs is read once for all rows that refer to it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from zlib import crc32

from fanfold.client.row import Row
from fanfold.model.errors import DamageError
from fanfold.model.names import StepName
from fanfold.model.status import Failure, Status
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.packs import FRAME, KIND_SHIFT, LENGTH_MASK, RECORD, PackReader
from fanfold.store.records import FROM_NOTHING, Record, decode
from fanfold.store.rows import Found

WHOLE_BYTES_MAX = 1 << 22
"""So many bytes are read at once at most; among more there may be large artifacts, to be passed over."""

LOCATIONS_KEPT_MAX = 8
"""Neighbouring tasks mostly lie in one location, and are mostly asked for one after the other."""

NO_PACK = ""
"""Stands for the pack of a task that left no record."""

_UNPACK = FRAME.unpack_from
_Place = tuple[str, int, int, int]


class Reading:
    """Reads records through the packs of one run."""

    def __init__(self, packs: Packs) -> None:
        self._packs = packs
        self._kept: OrderedDict[Location, dict[_Place, Found]] = OrderedDict()

    def row(self, step: StepName, row: Row) -> list[Found]:
        """The records of a row's tasks, in order.

        Raises:
            DamageError: one is not there, or not whole.
        """
        if row.location is None:
            return [Found(without_record(step, row), NO_PACK, 0)]
        if row.is_exact:
            record = self._packs.record(row.location.pack, row.location.offset)
            return [Found(record, row.location.pack, row.location.offset)]
        found = self._located(row.location)
        try:
            return [found[step, row.fan, index, row.turn] for index in range(row.first, row.stop)]
        except KeyError as error:
            index = error.args[0][2]
            path = self._packs[row.location.pack].path
            raise DamageError(f"The record of item {index} of {step} is missing from {path}.") from None

    def one(self, step: StepName, row: Row, index: int) -> Found:
        """The record of one task of a row."""
        place = row.first if row.is_exact else index
        return self.row(step, row._replace(first=place, stop=place + 1))[0]

    def _located(self, location: Location) -> dict[_Place, Found]:
        found = self._kept.get(location)
        if found is None:
            found = self._kept[location] = dict(self._read(location))
            if len(self._kept) > LOCATIONS_KEPT_MAX:
                self._kept.popitem(last=False)
        return found

    def _read(self, location: Location) -> Iterator[tuple[_Place, Found]]:
        name = location.pack
        for offset, payload in payloads(self._packs[name], location.offset, location.stop):
            record = decode(payload)
            if record.status != Status.FAILED:
                place = (record.step, record.fan, record.index, record.turn)
                yield place, Found(record, name, offset)


def payloads(pack: PackReader, first: int, stop: int) -> Iterator[tuple[int, bytes]]:
    """The records between two bytes of a pack, in order: where each begins, and its payload, checked.

    Raises:
        DamageError: one is not what was written.
    """
    if stop - first > WHOLE_BYTES_MAX:
        for frame in pack.frames(first, stop):
            if frame.kind == RECORD:
                if frame.payload is None:
                    raise _damaged(pack, frame.offset)
                yield frame.offset, frame.payload
        return
    # The same again, in a third of the time: this is done a hundred thousand times.
    data, at = pack.read(first, stop - first), 0
    while at < stop - first:
        word, crc = _UNPACK(data, at)
        start, at = at + FRAME.size, at + FRAME.size + (word & LENGTH_MASK)
        if word >> KIND_SHIFT == RECORD:
            payload = data[start:at]
            if crc32(payload) != crc:
                raise _damaged(pack, first + start - FRAME.size)
            yield first + start - FRAME.size, payload


def _damaged(pack: PackReader, offset: int) -> DamageError:
    return DamageError(f"The record at byte {offset} of {pack.path} is damaged.")


def without_record(step: StepName, row: Row) -> Record:
    """What can be said of an attempt whose process died."""
    assert row.failure is not None, "only the dead leave no record"
    return Record(
        step, row.fan, row.first, row.turn, row.attempt, int(Status.FAILED), 0.0, 0.0, None, FROM_NOTHING, 0,
        {}, failure=_told(row.failure),
    )  # fmt: skip


def _told(failure: Failure) -> tuple[str, str, str, str, str]:
    return (failure.cause.value, failure.type, failure.message, failure.where, failure.traceback)
