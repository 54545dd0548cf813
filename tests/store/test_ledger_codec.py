"""Events as rows: nothing is lost on the way to the ledger and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanfold.model.names import FanId, StepName
from fanfold.model.place import Task
from fanfold.model.status import Cause, Failure
from fanfold.run.events import Event, ItemsDone, SplitDone, TaskFailed
from fanfold.store.ledger import Ledger
from fanfold.store.ledger_codec import block_entry, event_entry, failure_entry, fan_entry
from fanfold.store.location import Location
from tests.store.ledger_events import chains, events, places

Given = tuple[Event, Location | None, Location | None, tuple[StepName, ...]]


@given(st.lists(st.tuples(events, places, places, chains)))
def test_every_event_comes_back_as_it_was_with_its_places_and_in_its_order(
    tmp_path_factory: pytest.TempPathFactory, given_entries: list[Given]
) -> None:
    path = tmp_path_factory.mktemp("run") / "ledger.db"
    expected: list[tuple[object, ...]] = []
    with Ledger.create(path) as ledger:
        with ledger.transaction():
            for event, location, items, chain in given_entries:
                seq = ledger.add(event, location, items=items, chain=chain)
                expected.append((seq, *_kept(event, location, items, chain)))
        found = list(ledger.reader.entries())
    fans = iter(range(1, len(found) + 1))
    wanted = [
        (seq, event._replace(fan=FanId(next(fans))) if isinstance(event, SplitDone) else event, *places)
        for seq, event, *places in expected
    ]
    assert [tuple(entry) for entry in found] == wanted


def _kept(
    event: Event, location: Location | None, items: Location | None, chain: tuple[StepName, ...]
) -> tuple[object, ...]:
    """What the ledger keeps of it: rare events have no place, only splits have items, only blocks a chain."""
    is_block, is_split = isinstance(event, ItemsDone), isinstance(event, SplitDone)
    located = location if is_block or is_split or isinstance(event, TaskFailed) else None
    return (event, located, items if is_split else None, chain if is_block else ())


def test_a_message_that_is_no_text_is_stored_escaped(tmp_path: Path) -> None:
    """A user's exception may carry half a surrogate pair, and its failure must be recorded all the same."""
    failure = Failure(Cause.ERROR, "ValueError", "bad \udcff name", "a.py:1", "…\ud800")
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        with ledger.transaction():
            ledger.add(TaskFailed(Task(FanId(0), StepName("work"), 0), 0, failure), None)
        (entry,) = ledger.reader.entries()
    assert isinstance(entry.event, TaskFailed)
    assert entry.event.failure.message == "bad \\udcff name"


@pytest.mark.parametrize(
    ("made", "row"),
    [
        (block_entry, (1, 0, "work", 0, 0, "ten", None, 0, "", None, None, None)),
        (block_entry, (1, 0, "work", 0, 0, 10, None, 0, "", "3-1", None, 5)),
        (fan_entry, (1, 1, 0, "work", 0, 0, None, None, None, None, None, None, None)),
        (failure_entry, (1, 0, "work", 0, 0, 0, "bored", "E", "m", "w", "t", 1, None, None, None)),
        (event_entry, (1, "RunMelted", "{}")),
        (event_entry, (1, "TimerFired", '{"task": [1, 2]}')),
        (event_entry, (1, "TimerFired", "{")),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(made: object, row: tuple[object, ...]) -> None:
    assert callable(made)
    with pytest.raises(ValueError):
        made(row)
