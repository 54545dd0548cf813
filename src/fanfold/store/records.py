"""Records: what is known of one finished attempt of one task, whole, in one frame of a pack.

A record is a pickled tuple of plain values, so that reading one runs nobody's code. What it says of each
artifact is an *entry* (see `codec`). Its `parent` says from where the task inherits: the record of the step
before, the scope that all items of its fan share (the record of their split), or nothing (joins).
"""

from functools import cache
from pickle import dumps, loads

from fanfold.model.named import NamedTuple
from fanfold.model.place import Task
from fanfold.store.codec import Entry, Stored

Parent = int | tuple[str, int]
"""`FROM_FAN`, `FROM_NOTHING`, or (pack, offset) of a record."""


CardEntry = tuple[str, str | None, Stored]
"""A card: its type, its id, and where its page lies, compressed."""


FROM_FAN = 0
FROM_NOTHING = 1


class Record(NamedTuple):
    """One attempt.

    Attributes:
        status: a `model.status.Status`.
        started: seconds since the epoch; `seconds`: how long user code ran.
        output: (out first, out stop, err first, err stop) in the logs that bear the pack's name, or None
            where it wrote nothing.
        key: the item's name, None outside a foreach.
        target: the case that a switch took.
        depth: how many records must be read to know all that it inherits, up to the fan's scope.
        failure: (cause, type, message, where, traceback) of a failed or caught attempt.
        split: (width, place of the items) of a foreach or num_parallel.
        behind: for a foreach join: the record of the split that it closes, (pack, offset). A join inherits
            nothing, but to the join after it its inputs also show what was there before the fan.
        cards: of a step with `@card`: what it shows of the task, one for each, of those that were made.
        reused: the id of the run that ran it, where this one did not.
        stops: it came to what its foreach was to stop at.
    """

    step: str
    fan: int
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs of a record
    turn: int
    attempt: int
    status: int
    started: float
    seconds: float
    output: tuple[int, int, int, int] | None
    parent: Parent
    depth: int
    entries: dict[str, Entry]
    key: str | None = None
    target: str | None = None
    failure: tuple[str, str, str, str, str] | None = None
    split: tuple[int, tuple[str, int, int] | None] | None = None
    behind: tuple[str, int] | None = None
    cards: tuple[CardEntry, ...] | None = None
    reused: str | None = None
    stops: bool | None = None

    @property
    def task(self) -> Task:
        """Whose attempt it is."""
        return Task(self.fan, self.step, self.index, self.turn)  # type: ignore[arg-type]


USUAL_FIELDS = 13
"""So many fields come first that nearly every record has; of one without the others no more is written."""

_USUAL = (None, None, None, None, None)
_NOTHING = (None,) * len(Record._fields)
_new = tuple.__new__  # `Record._make` without its check of the count

OPENING_AT = 11
"""Where a record's first field begins in its payload: behind the pickle's header and its frame's length."""


def encode(record: tuple[object, ...]) -> bytes:
    """The bytes of a record, given as a plain tuple with the fields of `Record` in order (a tuple is
    cheaper to make), the last of which may be left out.
    """
    if len(record) > USUAL_FIELDS and record[USUAL_FIELDS:] == _USUAL:
        record = record[:USUAL_FIELDS]
    return dumps(record, 5)


def opening(step: str, fan: int) -> bytes:
    """What the payload of each record of a fan's tasks at a step goes on with from `OPENING_AT` on, so that
    others can be told from it without decoding them.
    """
    return _opening_of_step(step) + dumps(fan, 2)[2:-1]


@cache
def _opening_of_step(step: str) -> bytes:
    rest = _NOTHING[1:USUAL_FIELDS]
    payload = dumps((step, *rest), 5)
    return payload[OPENING_AT : payload.rindex(b"N" * len(rest))]  # each None is pickled as an N


def decode(payload: bytes) -> Record:
    """The record in a frame's payload."""
    fields = loads(payload)
    return _new(Record, fields + _NOTHING[len(fields) :])
