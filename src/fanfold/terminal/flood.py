"""How much of what tasks print a screen is given.

A hundred thousand lines in a second are more than anybody reads, and a terminal that has to show them holds
up whoever writes. Up to a limit everything is shown; beyond it lines are counted, and the count is told when
the flood is over. The logs have them all.
"""

from __future__ import annotations

from fanfold.engine.observer import TaskName
from fanfold.model.names import StepName
from fanfold.terminal.figures import count

LINES_AT_ONCE_MAX = 5000
LINES_A_SECOND = 500
LINE_BYTES_MAX = 4000
"""What of a single line is shown. Without a bound, one of a hundred megabytes would be shown whole."""


class Flood:
    """Lets lines through: so many at once, and so many a second after that."""

    def __init__(self, now: float) -> None:
        self._room = float(LINES_AT_ONCE_MAX)
        self._at = now
        self._held_back: dict[StepName, int] = {}
        self._rising = False

    def let_through(self, task: TaskName, data: bytes, now: float, *, outrun: bool) -> bytes:
        """The lines of `data` that are to be shown; none while the screen is `outrun`."""
        self._room = min(LINES_AT_ONCE_MAX, self._room + (now - self._at) * LINES_A_SECOND)
        self._at = now
        lines = data.removesuffix(b"\n").count(b"\n") + 1
        room = 0 if outrun else int(self._room)
        shown = min(lines, room)
        self._room -= shown
        if shown < lines:
            self._rising = True
            self._held_back[task.step] = self._held_back.get(task.step, 0) + lines - shown
            data = b"\n".join(data.split(b"\n", shown)[:shown])
        return b"\n".join(map(_cut, data.split(b"\n"))) if len(data) > LINE_BYTES_MAX else data

    def subside(self) -> None:
        """Nothing more comes."""
        self._rising = False

    def receded(self, run_id: str, program: str) -> list[str]:
        """What was not shown, as lines, if nothing more was held back since it was last asked."""
        if self._rising:
            self._rising = False
            return []
        held_back, self._held_back = self._held_back, {}
        logs = f"{program or 'fanfold'} logs {run_id}"
        return [
            f"  {count(lines)} more lines of {step} were not shown: {logs}/{step}"
            for step, lines in held_back.items()
        ]


def _cut(line: bytes) -> bytes:
    if len(line) <= LINE_BYTES_MAX:
        return line
    left = count(len(line) - LINE_BYTES_MAX)
    return line[:LINE_BYTES_MAX].decode("utf-8", "ignore").encode() + f" … {left} more bytes".encode()
