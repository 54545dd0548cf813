"""How fast a step goes, by its recent past: what the rate was an hour ago says little about the next one."""

from __future__ import annotations

from collections import deque

WINDOW_SECONDS = 5.0
WINDOW_TASKS = 20
"""The window is as short as it can be and still span both: quick tasks give a rate of the last seconds, slow
ones a rate of the last twenty.
"""


class Recent:
    """The rate at which tasks finish. `start` is how many were finished when it began to look."""

    def __init__(self, now: float, start: int) -> None:
        self._seen: deque[tuple[float, int]] = deque([(now, start)])

    def note(self, now: float, finished: int) -> None:
        """So many are finished by now."""
        seen = self._seen
        if finished != seen[-1][1]:
            seen.append((now, finished))
        while (
            len(seen) > 2 and now - seen[1][0] >= WINDOW_SECONDS and seen[-1][1] - seen[1][1] >= WINDOW_TASKS
        ):
            seen.popleft()

    def per_second(self, now: float) -> float:
        """The rate over the window; 0.0 while nothing has finished."""
        began, before = self._seen[0]
        finished = self._seen[-1][1] - before
        return finished / (now - began) if finished and now > began else 0.0
