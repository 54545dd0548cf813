"""One item in ten ends its process, in the way that it is told."""

import ctypes
import os
import signal
import sys

from fanfold import FlowSpec, Parameter, current, step


def segfault():
    ctypes.string_at(0)


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


def exit_0():
    os._exit(0)


def exit_3():
    os._exit(3)


def sys_exit():
    sys.exit(4)


def memory():
    raise MemoryError


class DeathsFlow(FlowSpec):
    how = Parameter("how", default="kill")
    width = Parameter("width", default=20)
    times = Parameter("times", default=100, help="On its first attempts only.")
    everyone = Parameter("everyone", default=False)

    @step
    def start(self):
        self.items = range(self.width)
        self.next(self.work, foreach="items")

    @step
    def work(self):
        with open(os.environ["COUNTER"], "a") as file:
            file.write(f"work {self.index}\n")
        print("words of", self.index)
        self.result = self.input
        if (self.everyone or self.input % 10 == 3) and current.retry_count < self.times:
            globals()[self.how]()
        self.next(self.join)

    @step
    def join(self, inputs):
        self.results = [getattr(each, "result", None) for each in inputs]
        self.errors = [each.index for each in inputs if getattr(each, "error", None)]
        self.next(self.end)

    @step
    def end(self):
        print("RESULT", len(self.results), self.errors)


if __name__ == "__main__":
    DeathsFlow()
