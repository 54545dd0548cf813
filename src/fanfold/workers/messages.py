"""What driver and workers say to each other: plain frozen records, pickled."""

from __future__ import annotations

from dataclasses import dataclass, field

from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span
from fanfold.model.timing import Timing
from fanfold.store.location import Location
from fanfold.store.rows import Block


@dataclass(frozen=True, slots=True)
class Around:
    """One foreach around a fan: which fan, at which index of it, its width, where its items and its scope
    lie.
    """

    fan: FanId
    index: int
    width: int
    items: Location | None
    scope: Location


@dataclass(frozen=True, slots=True)
class FanBrief:
    """What a worker must know of a fan: its width, where its items and the scope of its split lie, and the
    foreaches around it, outermost first. `items` is None for num_parallel: the item is the index.
    """

    fan: FanId
    width: int
    items: Location | None
    scope: Location | None
    outer: tuple[Around, ...] = ()


@dataclass(frozen=True, slots=True)
class JoinBrief:
    """The inputs of one join: of a fan (then `fan` is it), or of static branches at the join's own place
    (then None).
    """

    fan: FanBrief | None
    steps: tuple[StepName, ...]
    blocks: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Items to run, in order, each through all of `chain`.

    Attributes:
        number: counts up in a worker's life; its limit is in the cell LIMITS + number % LIMIT_SLOTS.
        parents: for each span that does not begin at the split: the step(s) before and the blocks of their
            records.
        joins: for join steps: the inputs of each (fan, index).
        fallback: do not run user code; record (type, message, traceback) as caught.
    """

    number: int
    spans: tuple[Span, ...]
    chain: tuple[StepName, ...]
    attempt: int
    fans: tuple[FanBrief, ...]
    parents: tuple[tuple[tuple[StepName, ...], int | None, tuple[Block, ...]] | None, ...]
    joins: dict[tuple[FanId, int], JoinBrief] = field(default_factory=dict)
    fallback: tuple[str, str, str] | None = None
    gang: tuple[int, str] | None = None

    @property
    def width(self) -> int:
        """How many items it holds."""
        return sum(span.stop - span.first for span in self.spans)


@dataclass(frozen=True, slots=True)
class Retire:
    """To a worker: end, as Python ends."""


@dataclass(frozen=True, slots=True)
class Hello:
    """From a worker, first thing."""

    pid: int


@dataclass(frozen=True, slots=True)
class ChunkDone:
    """From a worker: it is through with a chunk (all of it up to its limit), which took so long. `modules`
    it imported since, in a template's first task.
    """

    number: int
    seconds: float = 0.0
    modules: tuple[str, ...] = ()
    timings: tuple[tuple[StepName, Timing], ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """From a worker, before DONE counts it: attempt number `count` was a split's, and opened so many items."""

    count: int
    width: int
    items: Location | None
    record: Location


@dataclass(frozen=True, slots=True)
class Switched:
    """From a worker: attempt number `count` was a switch's, which took this case."""

    count: int
    target: StepName


@dataclass(frozen=True, slots=True)
class Failed:
    """From a worker: attempt number `count` failed; (cause, type, message, where, traceback) as its record
    says.
    """

    count: int
    failure: tuple[str, str, str, str, str]
    record: Location | None


@dataclass(frozen=True, slots=True)
class Broken:
    """From a worker, its last words: the machine failed under it (errno, sentence), not user code."""

    errno: int
    message: str


ToWorker = Chunk | Retire
FromWorker = Hello | ChunkDone | Split | Switched | Failed | Broken
