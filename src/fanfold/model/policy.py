"""What decorators ask of the engine for a step, as plain data. Decorators lower to this; the machine sees
nothing else.
"""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple


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

    @property
    def attempts_max(self) -> int:
        """How often user code of one task is run at the most."""
        return self.retries + 1
