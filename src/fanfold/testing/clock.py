"""A clock that a test moves by hand."""

from __future__ import annotations


class ManualClock:
    """Monotonic seconds that pass only when somebody says so."""

    def __init__(self) -> None:
        self.now_seconds = 0.0

    def __call__(self) -> float:
        """The time now, so that it stands in for `time.monotonic`."""
        return self.now_seconds

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        assert seconds >= 0, "time goes on"
        self.now_seconds += seconds
