"""A fan of gangs, whose nodes wait for each other; one node of each dies at its first attempt."""

import os
import signal
import time
from pathlib import Path

from fanfold import FlowSpec, current, retry, step

NODES = 3


class GangsFlow(FlowSpec):
    @step
    def start(self):
        self.items = range(4)
        self.next(self.split, foreach="items")

    @step
    def split(self):
        self.item = self.input
        self.next(self.node, num_parallel=NODES)

    @retry(times=1)
    @step
    def node(self):
        with open(os.environ["COUNTER"], "a") as file:
            file.write(f"node {self.item * 10 + self.index}\n")
        if self.index == self.item % NODES and current.retry_count == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        barrier = Path(os.environ["COUNTER"] + f".{self.item}")
        with barrier.open("a") as file:
            file.write("x")
        while len(barrier.read_text()) < NODES:
            time.sleep(0.01)
        self.next(self.gathered)

    @step
    def gathered(self, inputs):
        self.nodes = [each.index for each in inputs]
        self.next(self.join)

    @step
    def join(self, inputs):
        self.gangs = [each.nodes for each in inputs]
        self.next(self.end)

    @step
    def end(self):
        print("RESULT", self.gangs)


if __name__ == "__main__":
    GangsFlow()
