"""A record is whole in the pack, and told of where need be, before the counter says that it is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fanfold.engine import caught
from fanfold.flow.transition import Transition
from fanfold.model.status import Status
from fanfold.store.location import Location
from fanfold.store.packs import HEADER, PackReader, PackWriter, create
from fanfold.store.records import FROM_FAN, decode
from fanfold.workers.cells import CAUGHT, DONE, Board, Cells, read_done
from fanfold.workers.messages import Failed, FromWorker, Split, Switched
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

    def write(self, index: int, status: Status = Status.OK) -> tuple[str, int]:
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
            None,
            None,
            None,
            None,
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


@pytest.mark.parametrize(
    ("status", "transition", "kind"),
    [
        (Status.FAILED, None, Failed),
        (Status.OK, Transition(("work",), 7, Location("3-1", 8, 9)), Split),
        (Status.OK, Transition(("a",), case="a"), Switched),
    ],
)
def test_what_the_counter_cannot_tell_is_told_before_it_counts(
    driver: Driver, status: Status, transition: Transition | None, kind: type
) -> None:
    place = driver.write(0)
    driver.recorder.told(place, status, transition, WHY if status is Status.FAILED else None)
    ((message, count, size),) = driver.heard
    assert isinstance(message, kind)
    assert count == 0, "not counted yet when it was told"
    assert driver.count == 1
    assert isinstance(message, Failed | Split | Switched)
    assert message.nth == 1
    assert message.record == Location("3-1", place[1], size - place[1]), "and whole in the pack by then"
    reader = PackReader(driver.path)
    assert decode(reader.payload(message.record.offset)).index == 0
    reader.close()


def test_what_was_caught_is_told_by_two_counters_and_found_in_the_pack(driver: Driver) -> None:
    for index in range(6):
        place = driver.write(index, Status.CAUGHT if index in (1, 4) else Status.OK)
        if index in (1, 4):
            driver.recorder.told(place, Status.CAUGHT, Transition(("next",)), WHY)
        else:
            driver.recorder.plain()
    assert driver.heard == []
    assert (driver.count, driver.cells.words[CAUGHT]) == (6, 2)
    reader = PackReader(driver.path)
    found = list(caught.read(reader, len(HEADER), reader.size(), before=10))
    assert [(one.nth, decode(reader.payload(one.record.offset)).index) for one in found] == [(12, 1), (15, 4)]
    reader.close()


def test_a_split_whose_items_are_numbers_of_nodes_has_none_stored(driver: Driver) -> None:
    driver.recorder.told(driver.write(0), Status.OK, Transition(("node",), 4), None)
    message = driver.heard[0][0]
    assert isinstance(message, Split)
    assert (message.width, message.items) == (4, None)
