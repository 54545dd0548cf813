"""Signals that mean "stop", while a run goes on in a process of its own.

They are for the host. The run is told, gets its grace period, and only when it has ended does what the host
would have done itself happen: KeyboardInterrupt, its own handler, or the end of the process.
"""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import Any

from fanfold.engine.signals import ENDING, in_main_thread


class Interrupts:
    """Within it, such a signal goes to the process `pid`; behind it, to whoever would have had it.

    Signals that the host ignores stay ignored. In another thread than the main one nothing is changed.
    """

    def __init__(self) -> None:
        self.pid = 0
        self._came: list[int] = []
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interrupts:
        if in_main_thread():
            for number in ENDING:
                before = signal.getsignal(number)
                if before not in (signal.SIG_IGN, None):
                    self._before[number] = signal.signal(number, self._hand_on)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        for number in dict.fromkeys(self._came):
            signal.raise_signal(number)

    def _hand_on(self, number: int, frame: FrameType | None) -> None:
        self._came.append(number)
        if self.pid:
            os.kill(self.pid, number)
