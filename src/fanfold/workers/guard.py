"""The guard: where workers have no zygote, a small process that outlives the driver by a moment.

It reads a pipe that only the driver writes to, and hears which process groups the workers lead. When the pipe
ends the driver is gone, and it kills the groups that are left: subprocesses of user code and, where the
kernel does not tell children of their parent's death, the workers themselves. It runs as a script without any
of our imports, so it costs little.
"""

from __future__ import annotations

import os
import signal
import sys

_BYTES = 8


class Guard:
    """The driver's end."""

    def __init__(self) -> None:
        import subprocess

        reader, self._writer = os.pipe()
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=reader,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # not to be killed with the driver by whoever kills its group
        )
        os.close(reader)
        process.returncode = 0  # `close` reaps it
        self.pid = process.pid

    def watch(self, group: int) -> None:
        """A worker leads this process group."""
        self._tell(group)

    def forget(self, group: int) -> None:
        """The worker has been reaped, and its group is gone."""
        self._tell(-group)

    def close(self) -> None:
        """Let it go, and reap it."""
        os.close(self._writer)
        try:
            os.waitpid(self.pid, 0)
        except ChildProcessError:  # it was reaped with all others
            return

    def _tell(self, number: int) -> None:
        try:
            os.write(self._writer, number.to_bytes(_BYTES, "little", signed=True))
        except BrokenPipeError:  # somebody killed it; the run goes on without
            return


def main() -> None:
    """The guard's life."""
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.SIG_IGN)
    groups: set[int] = set()
    with open(0, "rb") as pipe:
        while data := pipe.read(_BYTES):
            number = int.from_bytes(data, "little", signed=True)
            groups.add(number) if number > 0 else groups.discard(-number)
    for group in groups:
        try:
            os.killpg(group, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


if __name__ == "__main__":
    main()
