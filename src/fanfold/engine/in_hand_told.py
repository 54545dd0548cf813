"""Twice a second: which tasks are in hand, for who looks at the run from another process."""

from __future__ import annotations

from time import monotonic

from fanfold.engine.crew import Crew, Member
from fanfold.store import in_hand
from fanfold.store.in_hand import InHand
from fanfold.workers.cells import COUNT_MASK, DONE, ERR_AT, OUT_AT, read_done

BETWEEN_SECONDS = 0.5


class InHandTold:
    """Keeps the file of the tasks in hand. A run of half a second has none."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._next = monotonic() + BETWEEN_SECONDS
        self._told: list[InHand] | None = None

    def look(self) -> None:
        """Tell what is in hand now, if it is time and not what was told before."""
        now = monotonic()
        if now < self._next or self._crew.pool.folder is None:
            return
        self._next = now + BETWEEN_SECONDS
        hands = [found for member in self._crew.members if (found := _of(member)) is not None]
        if hands != (self._told or []):
            self._told = hands
            in_hand.write(self._crew.pool.folder, hands)

    def close(self) -> None:
        """Nothing is in hand any more."""
        if self._told is not None and self._crew.pool.folder is not None:
            in_hand.clear(self._crew.pool.folder)


def _of(member: Member) -> InHand | None:
    """What a worker has in hand. How far its pack was is read first: if the task ends meanwhile, its record
    lies behind that.
    """
    words, hand = member.process.cells.words, member.hand
    count, recorded = read_done(words[DONE])
    held = member.in_hand()
    if held is None or not hand.is_settled_before(held[0]) or count != hand.count & COUNT_MASK:
        return None
    given, position = held
    task, attempt = given.task(position, given.link), given.attempt(given.link)
    return InHand(hand.pack, recorded, words[OUT_AT], words[ERR_AT], attempt, task)
