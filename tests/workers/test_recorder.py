"""A record is whole in the pack, and what was exceptional marked as such, before the counter counts it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fanfold.engine.exceptional import Caught, Failed, Split, Stopped, Switched, read
from fanfold.flow.transition import Transition
from fanfold.model.status import Status
from fanfold.store.location import Location
from fanfold.store.packs import HEADER, PackReader, PackWriter, create
from fanfold.store.records import FROM_FAN
from fanfold.workers.cells import DONE, EXCEPTIONAL, Board, Cells, read_done
from fanfold.workers.messages import FromWorker, Look
from fanfold.workers.recorder import Recorder

WHY = ("error", "builtins.ValueError", "no", "flow.py:1", "")


class Driver:
    """Hears messages, and what the counter and the file said at that moment."""

    def __init__(self, folder: Path) -> None:
        self.cells = Cells(Board(), 3)
        self.path = folder / "3-1.pack"
        self._descriptor = create(folder, "3-1")
        self.recorder = Recorder(PackWriter(self._descriptor, "3-1"), self, self.cells)
        self.heard: list[tuple[FromWorker, int, int]] = []

    def send(self, message: FromWorker) -> None:
        """From the worker."""
        self.heard.append((message, self.count, self.path.stat().st_size))

    @property
    def count(self) -> int:
        """What the counter says."""
        return read_done(self.cells.words[DONE])[0]

    def write(
        self, index: int, status: Status = Status.OK, transition: Transition | None = None
    ) -> tuple[str, int]:
        """A record of an item."""
        fields: tuple[object, ...] = (
            "fit",
            1,
            index,
            0,
            0,
            int(status),
            0.0,
            0.0,
            None,
            FROM_FAN,
            0,
            {},
            "k",
            None if transition is None else transition.case,
            WHY if status is not Status.OK else None,
            None if transition is None else transition.split(),
            None,
            None,
            None,
            bool(transition and transition.stops) or None,
        )
        return self.recorder.write(fields)

    def close(self) -> None:
        os.close(self._descriptor)


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[Driver]:
    made = Driver(tmp_path)
    yield made
    made.close()


def test_a_plain_success_is_told_by_the_counter_alone(driver: Driver) -> None:
    assert read_done(driver.cells.words[DONE]) == (0, len(HEADER))
    for index in range(3):
        driver.write(index)
        assert driver.count == index
        driver.recorder.plain()
    assert read_done(driver.cells.words[DONE]) == (3, driver.path.stat().st_size)
    assert driver.heard == []


RECORDS: list[tuple[Status, Transition | None, type | None]] = [
    (Status.FAILED, None, Failed),
    (Status.CAUGHT, Transition(("next",)), Caught),
    (Status.OK, Transition(("work",), 7, Location("3-1", 8, 9)), Split),
    (Status.OK, Transition(("node",), 4), Split),
    (Status.OK, Transition(("a",), case="a"), Switched),
    (Status.OK, Transition(("join",), stops=True), Stopped),
    (Status.OK, Transition(("a", "b")), None),
    (Status.OK, None, None),
]


@pytest.mark.parametrize(("status", "transition", "kind"), RECORDS)
def test_what_is_more_than_a_plain_success_is_counted_twice_and_found_in_the_pack(
    driver: Driver, status: Status, transition: Transition | None, kind: type | None
) -> None:
    driver.write(0)
    driver.recorder.plain()
    place = driver.write(1, status, transition)
    driver.recorder.ended(status, transition)
    assert driver.count == 2
    assert driver.cells.words[EXCEPTIONAL] == (0 if kind is None else 1)
    reader = PackReader(driver.path)
    reading = read(reader, len(HEADER), reader.size(), before=10)
    assert (reading.attempts, reading.offset) == (12, reader.size())
    assert [type(one) for one in reading.found] == ([] if kind is None else [kind])
    for one in reading.found:
        assert one.nth == 12
        assert one.record == Location("3-1", place[1], reader.size() - place[1])
        if isinstance(one, Split) and transition is not None:
            assert (one.width, one.items) == (transition.width, transition.items)
    reader.close()


def test_the_driver_is_woken_where_others_wait_for_what_came(driver: Driver) -> None:
    for status, transition, _ in RECORDS:
        driver.write(0, status, transition)
        driver.recorder.ended(status, transition)
    assert [(message, count) for message, count, _ in driver.heard] == [(Look(), 1), (Look(), 6)]


def test_what_is_torn_is_not_counted(driver: Driver) -> None:
    for index in range(3):
        driver.write(index, Status.CAUGHT, Transition(("next",)))
    reader = PackReader(driver.path)
    whole = read(reader, len(HEADER), reader.size(), before=0)
    torn = read(reader, len(HEADER), reader.size() - 1, before=0)
    assert (whole.attempts, torn.attempts) == (3, 2)
    assert torn.offset < whole.offset == reader.size()
    reader.close()
