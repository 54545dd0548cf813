"""A fold that begins before all its inputs have come, in a process of its own.

    worker   FoldWaits      "I have folded all that you told me of"
    driver   FoldMore       what came since, as blocks; with the join's whole brief once the fan is through

The driver answers when there is something to tell, so nobody polls, and a fold that is slower than its inputs
gets more at a time and not more messages. Until it has heard that the fan is through, the process is no
task: its item is not marked, nothing is recorded, and whatever ends it (an error of the step's, a kill, the
end of the run) is charged to nobody. The join then starts as any other, behind the last checkpoint.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from fanfold.model.status import Status
from fanfold.store.rows import Block
from fanfold.workers.attempt import Ended, StepCode
from fanfold.workers.channel import Channel
from fanfold.workers.link import Link
from fanfold.workers.messages import FoldEnded, FoldMore, FoldWaits, JoinBrief
from fanfold.workers.views import Start


class Released(BaseException):
    """The driver needs the fold no more. User code that catches errors does not catch this."""


class Coming:
    """What comes, as the worker hears of it. `begun` is called once all has come: it is a task from there.

    Attributes:
        join: the whole brief, once all has come.
    """

    def __init__(self, channel: Channel, begun: Callable[[], None]) -> None:
        import select

        self.join: JoinBrief | None = None
        self._channel = channel
        self._begun = begun
        self._there: deque[Block] = deque()
        self._asked = False
        self._poll = select.poll()
        self._poll.register(channel.descriptor, select.POLLIN)

    def blocks(self, pause: Callable[[], float | None]) -> Iterator[Block]:
        """What has come, and comes. Calls `pause` when it has to wait, and again after the seconds that it
        gives.

        Raises:
            Released: it is not to go on.
        """
        while True:
            while self._there:
                if self.join is None and self._poll.poll(0):
                    self._hear()
                yield self._there.popleft()
            if self.join is not None:
                return
            self._ask()
            while (again := pause()) is not None and not self._poll.poll(max(again, 0.01) * 1000):
                pass
            self._hear()

    def whole(self) -> JoinBrief:
        """Wait until all has come.

        Raises:
            Released: it is not to go on.
        """
        while self.join is None:
            self._ask()
            self._hear()
        return self.join

    def _ask(self) -> None:
        if not self._asked:
            self._channel.send(FoldWaits())
            self._asked = True

    def _hear(self) -> None:
        message = self._channel.receive()
        if not isinstance(message, FoldMore):
            raise Released
        self._asked = False
        self._there += message.blocks
        if message.join is not None and self.join is None:
            self.join = message.join
            self._begun()

    def give_up(self, step: Any, sentence: str) -> bool:
        """Say that it ended too early; whether it was made a task meanwhile."""
        self._channel.send(FoldEnded(step, sentence))
        while isinstance(message := self._channel.receive(), FoldMore):
            if message.join is not None:
                return True
        return False


class EarlyLink(Link):
    """The step of such a join: what it came to counts only if all had come.

    Attributes:
        coming: what comes.
        counts: whether it was recorded.
        failed_early: how it failed before all had come; empty if it did not.
    """

    coming: Coming
    counts = False
    failed_early = ""

    def record(self, index: int, start: Start, ended: Ended, **drawn: Any) -> Start | None:
        """Record how it ended, if that counts."""
        status, failure = ended[0], ended[5]
        try:
            if status is Status.OK:
                self.coming.whole()  # it broke out of its loop
        except Released:
            return None
        if self.coming.join is None:
            if failure is not None and failure[1] != _RELEASED:
                self.failed_early = f"{failure[1]}: {failure[2]}{f' at {failure[3]}' if failure[3] else ''}"
            return None
        self.counts = True
        return super().record(index, start, ended, **drawn)


_RELEASED = f"{Released.__module__}.{Released.__qualname__}"


class LateDeadline:
    """`@timeout` of such a join: it counts from when all has come."""

    def __init__(self, code: StepCode) -> None:
        self._deadline, code.deadline = code.deadline, None
        if self._deadline is not None:
            code.function = self._stopping(code.function)

    def arm(self) -> None:
        """All has come."""
        if self._deadline is not None:
            self._deadline.arm()

    def _stopping(self, function: Callable[..., Any]) -> Callable[..., Any]:
        deadline = self._deadline
        assert deadline is not None

        def stopping(obj: Any, inputs: Any) -> None:
            try:
                function(obj, inputs)
            finally:
                deadline.disarm()

        return stopping


def never(*_: object) -> NoReturn:
    """A join opens no foreach."""
    raise AssertionError("a join opens no foreach")
