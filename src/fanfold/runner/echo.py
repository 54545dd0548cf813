"""Text files that somebody else still writes, followed: what is new in them, line by line."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping


class Followed:
    """A file, and how far it was read. A last line without its end waits until there is more, or `whole`."""

    def __init__(self, path: str, *, position: int = 0) -> None:
        self.path = path
        self.position = position

    def lines(self, *, whole: bool = False) -> list[tuple[int, str]]:
        """The new lines, each with the position behind it."""
        try:
            with open(self.path, "rb") as file:
                file.seek(self.position)
                data = file.read()
        except FileNotFoundError:
            return []
        if not whole:
            data = data[: data.rfind(b"\n") + 1]
        found = []
        for line in data.splitlines(keepends=True):
            self.position += len(line)
            found.append((self.position, line.decode("utf-8", "replace").rstrip("\n")))
        return found


class Echo:
    """Shows what a command writes where this process prints."""

    def __init__(self, log_files: Mapping[str, str]) -> None:
        self._followed = {name: Followed(path) for name, path in log_files.items()}

    def show(self, *, whole: bool = False) -> None:
        """Print what is new."""
        for name, followed in self._followed.items():
            out = sys.stdout if name == "stdout" else sys.stderr
            for _, line in followed.lines(whole=whole):
                print(line, file=out)
            out.flush()


def is_written(path: str) -> bool:
    """Whether there is anything in the file."""
    try:
        return os.path.getsize(path) > 0
    except OSError:
        return False
