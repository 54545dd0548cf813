"""Signals that end a run, and the one that tells of ended children, as something the driver's loop can wait
for.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Any

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Signals:
    """While it is open, signals wake the driver instead of interrupting it. `asked` lists those that came.

    Python hears signals in its main thread only. A run in another one hears none, and looks at each tick.
    """

    def __init__(self) -> None:
        self.asked: list[signal.Signals] = []
        self.reader, self._writer = os.pipe()
        os.set_blocking(self.reader, False)
        os.set_blocking(self._writer, False)
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Signals:
        if not in_main_thread():
            return self
        self._wakeup = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        for number in (*ENDING, signal.SIGCHLD):
            before = signal.getsignal(number)
            if number == signal.SIGHUP and before == signal.SIG_IGN:  # `nohup`: it is to outlive its terminal
                continue
            if before is not None:  # one that was not set from Python could not be put back
                self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if self._before:
            signal.set_wakeup_fd(self._wakeup)
        os.close(self.reader)
        os.close(self._writer)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if number != signal.SIGCHLD:
            self.asked.append(signal.Signals(number))

    def clear(self) -> None:
        """Empty the pipe that woke the loop."""
        try:
            while os.read(self.reader, 4096):
                continue
        except BlockingIOError:
            return


def in_main_thread() -> bool:
    """Whether this is the thread in which Python hears signals. `threading` is not loaded to find out."""
    threading = sys.modules.get("threading")
    return threading is None or threading.current_thread() is threading.main_thread()
