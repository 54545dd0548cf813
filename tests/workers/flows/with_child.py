"""The file starts a process when it is imported, and asks at its end how that ended."""

import atexit
import os
import subprocess

from fanfold import FlowSpec, step

CHILD = subprocess.Popen(["sh", "-c", "exit 7"])
IMPORTER = os.getpid()


@atexit.register
def ask():
    if os.getpid() == IMPORTER:
        print("CHILD", CHILD.wait())


class WithChildFlow(FlowSpec):
    @step
    def start(self):
        self.items = range(120)
        self.next(self.work, foreach="items")

    @step
    def work(self):
        self.value = self.input
        if self.input in (3, 40):
            subprocess.Popen(["sleep", "0.05"])
        self.next(self.join)

    @step
    def join(self, inputs):
        self.total = sum(each.value for each in inputs)
        self.next(self.end)

    @step
    def end(self):
        print("RESULT", self.total)


if __name__ == "__main__":
    WithChildFlow()
