"""What `@catch` leaves in its variable."""

from __future__ import annotations


class CaughtError(Exception):
    """A failure that `@catch` turned into an artifact.

    Attributes:
        type: the dotted name of the exception's class (``builtins.ValueError``).
        exception: the exception's text.
        stacktrace: the traceback as Python prints it.
    """

    def __init__(self, type: str = "", exception: str = "", stacktrace: str = "") -> None:
        super().__init__(type, exception, stacktrace)
        self.type = type
        self.exception = exception
        self.stacktrace = stacktrace

    def __str__(self) -> str:
        return self.stacktrace

    __repr__ = __str__
