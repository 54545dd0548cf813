"""One of its tasks kills the process that starts workers, which is the eldest child of the driver; on wish a
later one kills what took its place.
"""

import os
import signal
from pathlib import Path

from fanfold import FlowSpec, step


def kill_eldest_child(*, started_as=b""):
    driver = os.getppid()
    children = Path(f"/proc/{driver}/task/{driver}/children").read_text().split()
    those = [pid for pid in children if started_as in line(pid)]
    os.kill(int(min(those, key=started)), signal.SIGKILL)


def line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # a worker that has ended meanwhile
        return b""


def started(pid):
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except OSError:
        return float("inf")


class KillingZygote(FlowSpec):
    @step
    def start(self):
        self.items = range(24)
        self.next(self.work, foreach="items")

    @step
    def work(self):
        if self.input == 5:
            kill_eldest_child()
        if self.input == 18 and os.environ.get("KILL_TWICE"):
            kill_eldest_child(started_as=b"boot.py\0zygote")
        self.next(self.join)

    @step
    def join(self, inputs):
        print("items", sum(inp.input for inp in inputs))
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    KillingZygote()
