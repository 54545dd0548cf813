"""Spares: processes that a zygote has forked ahead, each waiting for a seat.

A worker's parent has to be the driver, which takes a second fork: a process in the middle forks it and ends,
and the kernel gives the orphan to the driver. A fork costs milliseconds, so one process in the middle forks
all spares that are owed and some of those that will be; the rest are forked while nothing else is to be done,
each as far as it gets without a seat. Spares share one socket: whichever reads a message first
takes that seat, and answers with its process id.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from time import sleep
from typing import NoReturn

from fanfold.workers.forkable import fork
from fanfold.workers.kinship import die_with
from fanfold.workers.pairs import pair

BATCH_MAX = 8
"""So many seats are looked at together."""
AHEAD_MAX = 16
"""So many processes are forked ahead: as many as may be wanted at one look, where items wait (`growth`)."""

_MESSAGE_BYTES_MAX = 1 << 12
_DESCRIPTORS_MAX = 16
_PID_BYTES = 8
_POLL_SECONDS = 0.0002

Become = Callable[[bytes, list[int]], NoReturn]


class Spares:
    """The spares of one zygote.

    Args:
        driver: the process whose children they become.
        settle: what a spare does before it waits.
        become: what it does with the message and the descriptors that it gets.
        closes: a socket of the zygote's that a spare must not hold.
    """

    def __init__(
        self, driver: int, settle: Callable[[], None], become: Become, closes: socket.socket
    ) -> None:
        self._driver = driver
        self._settle = settle
        self._become = become
        self._closes = closes
        self._ours, self._theirs = pair(socket.SOCK_SEQPACKET)
        self._waiting: set[int] = set()
        self._owed = 0
        self._reserve = 0
        self.live: set[int] = set()

    def expect_one(self) -> None:
        """A seat will be handed out soon, the first one: the driver is still making the run's folder."""
        self._reserve = max(self._reserve, 1)

    def give(self, message: bytes, descriptors: list[int], ahead: int) -> None:
        """Hand a seat to a spare; if there is none, `provide` forks one. So many more will be wanted."""
        self._send(message, descriptors)
        # Closed before the fork: nobody but the one who takes the seat may hold its channel, whose end tells
        # the driver that nobody does.
        for descriptor in descriptors:
            os.close(descriptor)
        self._owed += 1
        self._reserve = max(1, min(AHEAD_MAX, ahead))

    def _send(self, message: bytes, descriptors: list[int]) -> None:
        while True:
            try:
                socket.send_fds(self._ours, [message], descriptors)
            except OSError as error:
                if error.errno != errno.ETOOMANYREFS:
                    raise
                sleep(_POLL_SECONDS)  # too many descriptors are on their way; the spares will take some
            else:
                return

    def gone(self, pid: int) -> None:
        """This process has ended. If it had not taken a seat, `provide` sees to it that another does."""
        self._hear()
        self.live.discard(pid)
        self._waiting.discard(pid)

    def close(self) -> None:
        """Let those that wait end."""
        self._ours.close()
        self._theirs.close()

    def provide(self) -> None:
        """Fork what is owed, if too few wait."""
        self._hear()
        missing = self._owed - len(self._waiting)
        if missing > 0:
            self._fork(max(missing, self._reserve))

    @property
    def wants_more(self) -> bool:
        """Whether there should be more for seats to come."""
        return len(self._waiting) - self._owed < self._reserve

    def fill(self) -> None:
        """Fork them. If that cannot be, they are forked when they are owed."""
        self._hear()
        try:
            self._fork(self._owed + self._reserve - len(self._waiting))
        except OSError:
            self._reserve = 0

    def _hear(self) -> None:
        """Who has taken a seat meanwhile."""
        while True:
            try:
                data = self._ours.recv(_PID_BYTES, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            self._waiting.discard(int.from_bytes(data, "little"))
            self._owed -= 1

    def _fork(self, count: int) -> None:
        if count <= 0:
            return
        reader, writer = os.pipe()
        middle = fork()
        if middle == 0:
            self._stand_between(reader, writer, count)
        os.close(writer)
        with open(reader, "rb") as file:
            data = file.read()
        os.waitpid(middle, 0)
        if not data:
            raise OSError("no process can be forked")
        pids = {
            int.from_bytes(data[at : at + _PID_BYTES], "little") for at in range(0, len(data), _PID_BYTES)
        }
        self._waiting |= pids
        self.live |= pids

    def _stand_between(self, reader: int, writer: int, count: int) -> NoReturn:
        try:
            middle = os.getpid()
            for _ in range(count):
                pid = fork()
                if pid == 0:
                    os.close(reader)
                    os.close(writer)
                    self._wait(middle)
                os.write(writer, pid.to_bytes(_PID_BYTES, "little"))
        finally:
            os._exit(0)

    def _wait(self, middle: int) -> NoReturn:
        """A spare's life until it has a seat. If there is none any more, it ends."""
        os.close(self._closes.fileno())
        os.close(self._ours.fileno())
        os.setpgid(0, 0)
        self._settle()
        message, descriptors, _, _ = socket.recv_fds(self._theirs, _MESSAGE_BYTES_MAX, _DESCRIPTORS_MAX)
        if not message:
            os._exit(0)
        theirs = self._theirs.fileno()
        try:
            os.write(theirs, os.getpid().to_bytes(_PID_BYTES, "little"))
        except BrokenPipeError:  # the zygote is gone, which harms nobody
            pass
        os.close(theirs)
        while os.getppid() == middle:  # it is about to end
            sleep(_POLL_SECONDS)
        die_with(self._driver)
        self._become(message, descriptors)
