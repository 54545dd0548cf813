"""What driver and workers say to each other: plain frozen records, pickled.

A named tuple costs a pickle ten times what a plain one does. Where there are thousands of them, in chunks of
small fans, they travel as plain ones.
"""

from collections.abc import Iterable
from typing import Any

from fanfold.model.named import NamedTuple
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span
from fanfold.model.status import Failure
from fanfold.model.timing import Timing
from fanfold.store.location import Location
from fanfold.store.rows import Block


class Around(NamedTuple):
    """One foreach around a fan: which fan, at which index of it, its width, where its items and its scope
    lie.
    """

    fan: FanId
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs of it
    width: int
    items: Location | None
    scope: Location


class FanBrief(NamedTuple):
    """What a worker must know of a fan: its width, where its items and the scope of its split lie, and the
    foreaches around it, outermost first. `items` is None for num_parallel: the item is the index.
    """

    fan: FanId
    width: int
    items: Location | None
    scope: Location | None
    outer: tuple[Around, ...] = ()


class LostTask(NamedTuple):
    """A task that failed for good and is tolerated: its last attempt, and where the record of that lies, or
    what is known where its process died.
    """

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs of it
    step: StepName
    turn: int
    attempt: int
    record: Location | None
    failure: Failure | None


class JoinBrief(NamedTuple):
    """The inputs of one join: of a fan (then `fan` is it), or of static branches at the join's own place
    (then None). `lost` are the items that a fan's join does without; `stopped_by` the index of the one
    that made the fan stop, so that those that did not come are cancelled. `folds`: the join folds them as
    they come, its blocks are in that order, and it keeps checkpoints.
    """

    fan: FanBrief | None
    steps: tuple[StepName, ...]
    blocks: tuple[tuple[Block, ...], ...]
    lost: tuple[LostTask, ...] = ()
    stopped_by: int | None = None
    folds: bool = False


class Chunk(NamedTuple):
    """Items to run, in order, each through all of `chain`.

    Attributes:
        number: counts up in a worker's life; its limit is in the cell LIMITS + number % LIMIT_SLOTS.
        parents: for each span that does not begin at the split: the step(s) before and the blocks of their
            records.
        joins: for join steps: the inputs of each (fan, index).
        fallback: do not run user code; record (type, message, traceback) as caught.
        loops: go on with an item's next turn as long as the step's switch takes itself.
        early: its one task is a join whose inputs have not all come (`early_fold`).
    """

    number: int
    spans: tuple[Span, ...]
    chain: tuple[StepName, ...]
    attempt: int
    fans: tuple[FanBrief, ...]
    parents: tuple[tuple[tuple[StepName, ...], int | None, tuple[Block, ...]] | None, ...]
    joins: dict[tuple[FanId, int], JoinBrief] = {}  # noqa: RUF012 - read only, as all of it
    fallback: tuple[str, str, str] | None = None
    gang: tuple[int, str] | None = None
    loops: bool = False
    early: bool = False

    @property
    def width(self) -> int:
        """How many items it holds."""
        return sum(span.stop - span.first for span in self.spans)

    def __reduce__(self) -> tuple[Any, ...]:
        """With spans, fans and joins as plain tuples."""
        spans = tuple(map(tuple, self.spans))
        fans = tuple(map(_plain_fan, self.fans))
        joins = {place: _plain_join(join) for place, join in self.joins.items()}
        return _chunk, (self.number, spans, self.chain, self.attempt, fans, self.parents, joins, *self[7:])

    def attempt_of(self, step: StepName) -> int:
        """Which attempt of a link this is: those after the first have not been tried before."""
        return self.attempt if step == self.chain[0] else 0


def _chunk(
    number: int,
    spans: Iterable[Any],
    chain: tuple[StepName, ...],
    attempt: int,
    fans: Iterable[Any],
    parents: Any,
    joins: dict[tuple[FanId, int], Any],
    *rest: Any,
) -> Chunk:
    """The chunk that was taken apart by its `__reduce__`."""
    return Chunk(
        number,
        tuple([Span(*each) for each in spans]),
        chain,
        attempt,
        tuple(map(_fan, fans)),
        parents,
        {place: _join(join) for place, join in joins.items()},
        *rest,
    )


def _plain_fan(fan: FanBrief) -> tuple[Any, ...]:
    items, scope = fan.items, fan.scope
    outer = tuple([(*each[:3], _plain(each.items), tuple(each.scope)) for each in fan.outer])
    return (fan.fan, fan.width, _plain(items), _plain(scope), outer)


def _fan(plain: tuple[Any, ...]) -> FanBrief:
    of, wide, its_items, its_scope, outer = plain
    around = tuple(
        [
            Around(fan, index, width, _location(items), Location(*scope))
            for fan, index, width, items, scope in outer
        ]
    )
    return FanBrief(of, wide, _location(its_items), _location(its_scope), around)


def _plain_join(join: JoinBrief) -> tuple[Any, ...]:
    fan = None if join.fan is None else _plain_fan(join.fan)
    return (fan, join.steps, tuple([tuple(map(tuple, blocks)) for blocks in join.blocks]), *join[3:])


def _join(plain: tuple[Any, ...]) -> JoinBrief:
    fan, steps, rows, *rest = plain
    blocks = tuple([tuple([Block(*each) for each in blocks]) for blocks in rows])
    return JoinBrief(None if fan is None else _fan(fan), steps, blocks, *rest)


def _plain(location: Location | None) -> tuple[Any, ...] | None:
    return None if location is None else tuple(location)


def _location(plain: tuple[Any, ...] | None) -> Location | None:
    return None if plain is None else Location(*plain)


class Retire(NamedTuple):
    """To a worker: end, as Python ends."""


class FoldMore(NamedTuple):
    """To a join that began before all its inputs had come: what came since. `join` tells of all of them, once
    they have: from there it is a task.
    """

    blocks: tuple[Block, ...]
    join: JoinBrief | None = None


class FoldWaits(NamedTuple):
    """From such a join: it has folded all that it was told of."""


class FoldEnded(NamedTuple):
    """From such a join: it failed before all its inputs had come, with this sentence."""

    step: StepName
    sentence: str


class Hello(NamedTuple):
    """From a worker, first thing."""

    pid: int


class ChunkDone(NamedTuple):
    """From a worker: it is through with a chunk (all of it up to its limit), which took so long. `modules`
    it imported since, in a template's first task. By then it had `counted` so many attempts in its life, and
    its pack ended at `offset`: what it counts beyond is of its next chunk.
    """

    number: int
    counted: int
    offset: int
    seconds: float = 0.0
    modules: tuple[str, ...] = ()
    timings: tuple[tuple[StepName, Timing], ...] = ()


class Importing(NamedTuple):
    """From a worker, in the middle of a step that fans out: it begins to import this installed package, which
    the items' processes may need as well.
    """

    step: StepName
    package: str


class HandsOn(NamedTuple):
    """From a worker, before a split is told: it imported these modules, and many processes are about to, one
    for each item, to load what they inherit.
    """

    step: StepName
    modules: tuple[str, ...]


class Look(NamedTuple):
    """From a worker: something came of an attempt that the driver should not wait a tick to find out."""


class LeftBehind(NamedTuple):
    """From a worker: what a task of this step left in the process, in sentences for a person."""

    step: StepName
    sentences: tuple[str, ...]


class Broken(NamedTuple):
    """From a worker, its last words: the machine failed under it (errno, sentence), not user code."""

    errno: int
    message: str


ToWorker = Chunk | Retire | FoldMore
FromWorker = Hello | ChunkDone | Look | Broken | LeftBehind | Importing | HandsOn | FoldWaits | FoldEnded
