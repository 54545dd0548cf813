"""A flow run in a pseudo-terminal, and the screen that a person would look at."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pexpect
import pyte

SECONDS_MAX = 60.0
READ_BYTES = 65536


class Seen:
    """A terminal of some size with a command in it. What it writes is read when the screen is asked for."""

    def __init__(
        self,
        arguments: list[str],
        *,
        home: Path,
        columns: int = 80,
        rows: int = 24,
        folder: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        environment = {name: value for name, value in os.environ.items() if not _is_setting(name)}
        environment |= {"FANFOLD_HOME": str(home), "USER": "tester", "TERM": "xterm-256color"}
        environment |= settings or {}
        self._child = pexpect.spawn(
            sys.executable,
            arguments,
            env=environment,
            dimensions=(rows, columns),
            cwd=str(folder) if folder else None,
            timeout=SECONDS_MAX,
        )
        self._screen = pyte.HistoryScreen(columns, rows, history=10_000, ratio=0.5)
        self._stream = pyte.ByteStream(self._screen)
        self.written = b""

    @property
    def lines(self) -> list[str]:
        """The lines on the screen now, without the empty ones below."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip("\n").split("\n")

    @property
    def history(self) -> list[str]:
        """All lines: those that have scrolled away, then those on the screen."""
        top = [
            "".join(line[x].data for x in range(self._screen.columns)) for line in self._screen.history.top
        ]
        return [line.rstrip() for line in top] + self.lines

    @property
    def text(self) -> str:
        """The lines on the screen as one text."""
        return "\n".join(self.lines)

    @property
    def shows_cursor(self) -> bool:
        """Whether there is a cursor to be seen."""
        return not self._screen.cursor.hidden

    def until(self, is_there: Callable[[str], bool]) -> str:
        """Read on until the screen is so; gives its text."""
        until = time.monotonic() + SECONDS_MAX
        while not is_there(self.text):
            assert time.monotonic() < until, f"not within {SECONDS_MAX} s:\n{self.text}"
            assert self._read(), f"it ended before:\n{self.text}"
        return self.text

    def until_line(self, line: str) -> None:
        """Read on until this line is on the screen or has scrolled away: more may follow in one write."""
        self.until(lambda _: line in self.history)

    def to_the_end(self) -> int | None:
        """Read all that comes; gives the exit code, None if a signal ended it."""
        while self._read():
            pass
        self._child.wait()
        code: int | None = self._child.exitstatus
        return code

    def resize(self, columns: int, rows: int) -> None:
        """Make the window larger or smaller."""
        self._child.setwinsize(rows, columns)
        self._screen.resize(rows, columns)

    def type(self, keys: str) -> None:
        """Press keys."""
        self._child.send(keys)

    def kill(self) -> None:
        """Kill the command, which has no chance to do anything about it."""
        self._child.kill(signal.SIGKILL)

    def close(self) -> None:
        """Have it gone."""
        self._child.close(force=True)

    def _read(self) -> bool:
        """Read once; False when there is nothing more."""
        try:
            data: bytes = self._child.read_nonblocking(READ_BYTES, timeout=SECONDS_MAX)
        except pexpect.EOF:
            return False
        self.written += data
        self._stream.feed(data)
        return True


def _is_setting(name: str) -> bool:
    return name.startswith(("FANFOLD_", "METAFLOW_", "PYTHON", "LC_")) or name in (
        "CI",
        "LANG",
        "NO_COLOR",
        "STY",
        "TERM",
        "TMUX",
        "XTERM_VERSION",
    )
