"""Facts that tell of neighbours become one: a row in the ledger costs the same for one item as for a
thousand.
"""

from __future__ import annotations

from fanfold.engine.facts import Fact
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span
from fanfold.run.events import ItemsDone
from fanfold.store.location import Location

MERGED_BYTES_MAX = 1 << 20

_BETWEEN_MAX = 64

_Key = tuple[FanId, StepName, int, str]


def merged(facts: list[Fact]) -> list[Fact]:
    """The same facts, those of neighbouring items whose records lie close together in one pack as one.

    A merged fact stands where its first part stood. So the later part moves ahead of what stood between, and
    may do so only if nothing there tells of the same items: the link of a chain must not be told of before
    the link that it follows.
    """
    result: list[Fact] = []
    last: dict[_Key, int] = {}
    for fact in facts:
        event = fact.event
        if not isinstance(event, ItemsDone) or fact.location is None:
            result.append(fact)
            last.clear()  # nothing is moved across an event of another kind
            continue
        key = (event.span.fan, event.span.step, event.span.turn, fact.location.pack)
        number = last.get(key)
        joined = None if number is None else _joined(result[number], fact)
        if number is not None and joined is not None and _may_move(event.span, result, number + 1):
            result[number] = joined
        else:
            last[key] = len(result)
            result.append(fact)
    return result


def _joined(one: Fact, other: Fact) -> Fact | None:
    """Both as one fact, if the other goes on where the first ends."""
    first, second = one.event, other.event
    assert isinstance(first, ItemsDone) and isinstance(second, ItemsDone)
    here, there = one.location, other.location
    assert here is not None and there is not None
    if (
        first.span.stop != second.span.first
        or (first.target, first.reused) != (second.target, second.reused)
        or not _is_near(here, there)
    ):
        return None
    span = first.span._replace(stop=second.span.stop)
    location = Location(here.pack, here.offset, there.stop - here.offset)
    return Fact(ItemsDone(span, first.target, first.caught + second.caught, first.reused), location)


def _may_move(span: Span, facts: list[Fact], start: int) -> bool:
    """Whether none of the facts from `start` on tells of an item of the span."""
    if len(facts) - start > _BETWEEN_MAX:
        return False
    spans = [fact.event.span for fact in facts[start:] if isinstance(fact.event, ItemsDone)]
    return not any(
        other.fan == span.fan and other.first < span.stop and span.first < other.stop for other in spans
    )


def _is_near(here: Location, there: Location) -> bool:
    """Whether the records lie one after the other, with little of others between: reading both must not
    cost more than twice what it must, nor take much memory at a time.
    """
    return (
        0 <= there.offset - here.stop <= here.length + there.length
        and there.stop - here.offset <= MERGED_BYTES_MAX
    )
