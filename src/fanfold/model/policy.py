"""What decorators ask of the engine for a step, as plain data. Decorators lower to this; the machine sees
nothing else.
"""

from collections.abc import Mapping
from enum import Enum

from fanfold.model.named import NamedTuple


class Isolation(Enum):
    """Which process a task gets."""

    AUTO = "auto"
    """A process each while the step has had few tasks in this run, warm workers beyond."""
    ISOLATED = "isolated"
    WARM = "warm"


class Catch(NamedTuple):
    """`@catch`: a failure becomes the artifact `var`, and the flow goes on."""

    var: str | None = None
    print_exception: bool = True


class Resources(NamedTuple):
    """What one task needs of this machine. `memory_mb` in megabytes."""

    cpu: float = 1.0
    memory_mb: float = 0.0
    gpu: int = 0


class Cache(NamedTuple):
    """`@cache`: results of equal tasks are taken from earlier runs. `ignore` names artifacts whose values do
    not matter.
    """

    version: str = ""
    ignore: tuple[str, ...] = ()
    ttl_seconds: float | None = None


class CardWish(NamedTuple):
    """`@card`: a page about each task of the step. `timeout_seconds` is for drawing it."""

    type: str = "default"
    id: str | None = None
    options: Mapping[str, object] = {}
    timeout_seconds: float = 45
    customize: bool = False
    refresh_seconds: float = 5
    save_errors: bool = True


class Tolerance(NamedTuple):
    """`@tolerate`: how many items of a fan may fail for good: so many, or that share of them."""

    items: int = 0
    share: float | None = None

    def allowed(self, width: int) -> int:
        """How many of so many. All of them only if that was asked for with a share of 1.0: what a join would
        make of nothing is seldom what was meant.
        """
        if self.share is None:
            return min(self.items, max(width - 1, 0))
        # 0.29 * 100 is a little less than 29.
        return width if self.share >= 1 else min(int(self.share * width + 1e-9), max(width - 1, 0))


class Limit(NamedTuple):
    """`@limit`: so many tasks at once, and so many that begin within so many seconds, of all steps that name
    this pool (None: of this step).
    """

    pool: str | None = None
    concurrent: int | None = None
    starts: int | None = None
    seconds: float = 1.0


class StepPolicy(NamedTuple):
    """How the tasks of one step are run.

    `retries` counts further attempts after the first. `retry_delay_seconds` is zero unless the user gave a
    wait.
    """

    retries: int = 0
    retry_delay_seconds: float = 0.0
    catch: Catch | None = None
    timeout_seconds: float | None = None
    resources: Resources = Resources()
    environment: tuple[tuple[str, str], ...] = ()
    isolation: Isolation = Isolation.AUTO
    parallel: bool = False
    cache: Cache | None = None
    cards: tuple[CardWish, ...] = ()
    tolerance: Tolerance | None = None
    limit: Limit | None = None

    @property
    def attempts_max(self) -> int:
        """How often user code of one task is run at the most."""
        return self.retries + 1
