"""A fan of two links whose tasks each leave a line in the file COUNTER, so that it can be told what ran how often."""

import os
import threading
import time

import stops

from fanfold import FlowSpec, Parameter, step

stops.arm()
if os.environ.get("WITH_THREAD"):  # so nothing is forked: each worker is an interpreter of its own
    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()


def count(step_name, index):
    descriptor = os.open(os.environ["COUNTER"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{step_name} {index}\n".encode())
    os.close(descriptor)


class MatrixFlow(FlowSpec):
    width = Parameter("width", default=120)

    @step
    def start(self):
        self.items = range(self.width)
        self.next(self.work, foreach="items")

    @step
    def work(self):
        count("work", self.index)
        time.sleep(0.001)
        self.square = self.input**2
        self.next(self.tail)

    @step
    def tail(self):
        count("tail", self.index)
        self.result = self.square + self.index
        self.next(self.join)

    @step
    def join(self, inputs):
        self.results = [each.result for each in inputs]
        self.next(self.end)

    @step
    def end(self):
        assert self.results == [number**2 + number for number in range(self.width)]
        print("RESULT", sum(self.results))


if __name__ == "__main__":
    MatrixFlow()
