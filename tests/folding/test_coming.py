"""The talk between the driver and a fold that began before all its inputs had come."""

from __future__ import annotations

from typing import Any

import pytest

from fanfold.model.names import StepName
from fanfold.store.rows import Block
from fanfold.workers.channel import Channel, DriverChannel
from fanfold.workers.early_fold import Coming, Released
from fanfold.workers.local import os_socketpair
from fanfold.workers.messages import FoldEnded, FoldMore, FoldWaits, JoinBrief, Retire

WHOLE = JoinBrief(None, (StepName("work"),), ((),))


class Talk:
    """Both ends, and what the fold did."""

    def __init__(self) -> None:
        ours, theirs = os_socketpair()
        self.driver, self._channel = DriverChannel(ours), Channel(theirs)
        self.done: list[str] = []
        self.coming = Coming(self._channel, lambda: self.done.append("is a task"))
        self.blocks = self.coming.blocks(lambda: self.done.append("paused"))

    def next(self) -> int | None:
        """The next block."""
        block = next(self.blocks, None)
        return None if block is None else block.first

    def asked(self) -> int:
        """How often it asked for more since the last time."""
        return sum(message == FoldWaits() for message in self.driver.receive())


def _more(*firsts: int, join: JoinBrief | None = None) -> FoldMore:
    return FoldMore(tuple(Block(first, first + 1, "0-1", 0, 0) for first in firsts), join)


def test_it_asks_once_when_it_has_folded_all_and_keeps_what_it_has_before_it_waits() -> None:
    talk = Talk()
    talk.driver.send(_more(3, 1))
    assert (talk.next(), talk.next()) == (3, 1)
    assert talk.done == ["paused"]
    assert talk.asked() == 1
    talk.driver.send(_more(2))
    talk.driver.send(_more(5, join=WHOLE))
    talk.driver.send(Retire())
    assert (talk.next(), talk.next(), talk.next()) == (2, 5, None)
    assert talk.done == ["paused", "paused", "is a task"]
    assert talk.coming.whole() == WHOLE


def test_it_is_let_go_whether_it_waits_or_has_much_to_do() -> None:
    for there in ((), (1, 2, 3)):
        talk = Talk()
        if there:
            talk.driver.send(_more(*there))
            assert talk.next() == 1
        talk.driver.send(Retire())
        with pytest.raises(Released):
            talk.next()
        assert "is a task" not in talk.done


def test_one_that_failed_hears_whether_it_was_made_a_task_meanwhile() -> None:
    for message, is_task in ((_more(1, join=WHOLE), True), (Retire(), False)):
        talk = Talk()
        talk.driver.send(_more(1))
        talk.driver.send(message)
        assert talk.coming.give_up(StepName("join"), "ValueError: no") is is_task
        assert talk.driver.receive() == [FoldEnded(StepName("join"), "ValueError: no")]


def test_what_else_is_asked_of_the_inputs_waits_until_all_have_come() -> None:
    from fanfold.flow.coming_inputs import ComingInputs

    class Whole:
        failed = ("one",)

        def __len__(self) -> int:
            return 4

        def __iter__(self) -> Any:
            return iter(range(4))

    waited: list[str] = []

    def whole() -> Any:
        waited.append("waited")
        return Whole()

    inputs = ComingInputs(None, whole)  # type: ignore[arg-type]
    assert waited == []
    assert (len(inputs), list(inputs), inputs.failed) == (4, [0, 1, 2, 3], ("one",))
    assert waited


def test_what_could_not_be_kept_at_once_is_kept_while_it_waits() -> None:
    talk = Talk()
    asked: list[int] = []

    def pause() -> float | None:
        asked.append(talk.asked())
        if len(asked) == 3:
            talk.driver.send(_more(4))
            return 60.0
        return 0.0

    assert next(talk.coming.blocks(pause)).first == 4
    assert asked == [1, 0, 0], "it asked before, and once"
