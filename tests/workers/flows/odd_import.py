"""The file sets what holds for the whole process: sockets that wait for a moment only, children that nobody
waits for.
"""

import signal
import socket
import time

from fanfold import FlowSpec, step

socket.setdefaulttimeout(0.05)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)


class OddImportFlow(FlowSpec):
    @step
    def start(self):
        time.sleep(0.2)
        self.items = range(120)
        self.next(self.work, foreach="items")

    @step
    def work(self):
        self.timeout = socket.getdefaulttimeout()
        self.next(self.join)

    @step
    def join(self, inputs):
        self.timeouts = {each.timeout for each in inputs}
        self.next(self.end)

    @step
    def end(self):
        print("RESULT", self.timeouts)


if __name__ == "__main__":
    OddImportFlow()
