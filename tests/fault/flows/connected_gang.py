"""The nodes of a gang are connected, and one of them fails at its first attempt. Whoever loses a connection
waits for ever, as communication libraries do.
"""

import os
import signal
import socket
import time
from pathlib import Path

from fanfold import FlowSpec, current, parallel, retry, step

NODES = 3


def hear(connection):
    if not connection.recv(1):
        signal.pause()


def connected(port):
    """To the leader, as soon as there is one."""
    while True:
        try:
            return socket.create_connection(("127.0.0.1", int(port.read_text())))
        except (OSError, ValueError):
            time.sleep(0.01)


class ConnectedGangFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.node, num_parallel=NODES)

    @retry(times=1)
    @parallel
    @step
    def node(self):
        port = Path(os.environ["COUNTER"] + ".port")
        if self.index == 0:
            self._lead(port)
        else:
            self._follow(port)
        self.value = self.index
        self.next(self.join)

    def _lead(self, port):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port.write_text(str(server.getsockname()[1]))
            others = [server.accept()[0] for _ in range(NODES - 1)]
        for other in others:
            hear(other)
        for other in others:
            other.sendall(b".")

    def _follow(self, port):
        with connected(port) as leader:
            if self.index == 1 and current.retry_count == 0:
                raise ValueError("a node fails")
            leader.sendall(b".")
            hear(leader)

    @step
    def join(self, inputs):
        self.values = [each.value for each in inputs]
        self.next(self.end)

    @step
    def end(self):
        print("RESULT", self.values)


if __name__ == "__main__":
    ConnectedGangFlow()
