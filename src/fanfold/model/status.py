"""How a task's attempt ended, and why one failed."""

from enum import Enum, IntEnum

from fanfold.model.named import NamedTuple


class Status(IntEnum):
    """How an attempt ended; the number is what its record holds."""

    OK = 0
    CAUGHT = 1
    FAILED = 2


class Cause(Enum):
    """What made an attempt fail."""

    ERROR = "error"
    """User code raised."""
    TIMEOUT = "timeout"
    """It ran longer than its `@timeout` allows."""
    DIED = "died"
    """Its process died under it: a signal, `os._exit`, `sys.exit`, out of memory."""
    ENGINE = "engine"
    """The machine or fanfold failed (disk full, a worker that could not start). Charges nobody."""


class Failure(NamedTuple):
    """What is known of a failed attempt.

    `where` is the line of user code that raised (``file.py:41``), `type` the dotted name of the exception's
    class, `message` its first line. Failures with the same (`cause`, `type`, `where`) are one group in
    every report.
    """

    cause: Cause
    type: str
    message: str
    where: str = ""
    traceback: str = ""

    @property
    def signature(self) -> tuple[str, str, str]:
        """What makes two failures the same failure to a reader."""
        return (self.cause.value, self.type, self.where)


class RunStatus(Enum):
    """What run.json says of a run. A run that says RUNNING and holds no lock was killed."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
