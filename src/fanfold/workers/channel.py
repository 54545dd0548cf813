"""Messages over a socket: a length, then a pickle."""

from __future__ import annotations

import os
from collections import deque
from pickle import dumps, loads
from struct import Struct
from typing import Any

_LENGTH = Struct("<I")


class Channel:
    """The worker's end: blocks."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def send(self, message: Any) -> None:
        """Send one message whole."""
        data = dumps(message, 5)
        data = _LENGTH.pack(len(data)) + data
        while data:
            data = data[os.write(self.descriptor, data) :]

    def receive(self) -> Any:
        """The next message; None when the other side is gone."""
        head = self._exactly(_LENGTH.size)
        if head is None:
            return None
        body = self._exactly(_LENGTH.unpack(head)[0])
        return None if body is None else loads(body)

    def _exactly(self, length: int) -> bytearray | None:
        data = bytearray()
        while len(data) < length:
            try:
                more = os.read(self.descriptor, length - len(data))
            except ConnectionResetError:
                return None
            if not more:
                return None
            data += more
        return data


class DriverChannel:
    """The driver's end: never blocks. What cannot be sent at once waits in `pending`."""

    def __init__(self, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        self.descriptor = descriptor
        self.ended = False
        self._received = bytearray()
        self._pending: deque[memoryview] = deque()

    @property
    def pending(self) -> bool:
        """Whether something waits to be sent."""
        return bool(self._pending)

    def send(self, message: Any) -> None:
        """Send, or queue."""
        data = dumps(message, 5)
        self._pending.append(memoryview(_LENGTH.pack(len(data)) + data))
        self.flush()

    def flush(self) -> None:
        """Send what can be sent."""
        while self._pending:
            try:
                sent = os.write(self.descriptor, self._pending[0])
            except BlockingIOError:
                return
            except OSError:  # the worker is gone; reading will tell
                self._pending.clear()
                return
            rest = self._pending[0][sent:]
            if len(rest):
                self._pending[0] = rest
            else:
                self._pending.popleft()

    def receive(self) -> list[Any]:
        """All messages that are there. Sets `ended` at the end of the stream."""
        while not self.ended:
            try:
                data = os.read(self.descriptor, 1 << 16)
            except BlockingIOError:
                break
            except OSError:
                data = b""
            self.ended = not data
            self._received += data
        return list(iter(self._message, None))

    def _message(self) -> Any:
        if len(self._received) < _LENGTH.size:
            return None
        length = _LENGTH.unpack_from(self._received)[0]
        stop = _LENGTH.size + length
        if len(self._received) < stop:
            return None
        message = loads(self._received[_LENGTH.size : stop])
        del self._received[:stop]
        return message

    def close(self) -> None:
        """Give the descriptor back."""
        os.close(self.descriptor)
