"""Nested fans. Each task leaves a line that says when it began, and its number in its record, so that the two
can be compared.
"""

import os
import time
from hashlib import sha256

from fanfold import FlowSpec, Parameter, step


def begin(step_name, number):
    line = f"{step_name} {number} {os.getpid()} {time.time()!r}\n"
    descriptor = os.open(os.environ["COUNTER"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, line.encode())
    os.close(descriptor)


class NestedFlow(FlowSpec):
    outer_width = Parameter("outer-width", default=4)
    inner_width = Parameter("inner-width", default=50)
    milliseconds = Parameter("milliseconds", default=1.0, help="What an item takes on average.")

    @step
    def start(self):
        self.outers = range(self.outer_width)
        self.next(self.outer, foreach="outers")

    @step
    def outer(self):
        self.number = self.input
        begin("outer", self.number)
        self.inners = [self.number * 100_000 + index for index in range(self.inner_width)]
        self.next(self.work, foreach="inners")

    @step
    def work(self):
        self.number = self.input
        begin("work", self.number)
        time.sleep(self.milliseconds / 1000 * 2 * (self.number * 7919 % 13) / 13)
        self.square = self.number**2
        self.next(self.check)

    @step
    def check(self):
        self.number = self.input
        begin("check", self.number)
        self.text = f"{self.number}: {self.square}"
        self.next(self.left, self.right)

    @step
    def left(self):
        self.number = self.input
        begin("left", self.number)
        self.side = self.text + " left"
        self.next(self.both)

    @step
    def right(self):
        self.number = self.input
        begin("right", self.number)
        self.side = self.text + " right"
        self.next(self.both)

    @step
    def both(self, inputs):
        self.number = self.input
        begin("both", self.number)
        self.sides = [each.side for each in inputs]
        self.next(self.inner_join)

    @step
    def inner_join(self, inputs):
        self.number = self.input
        begin("inner_join", self.number)
        self.sides = [side for each in inputs for side in each.sides]
        self.next(self.outer_join)

    @step
    def outer_join(self, inputs):
        self.digests = [sha256("\n".join(each.sides).encode()).hexdigest() for each in inputs]
        self.next(self.end)

    @step
    def end(self):
        self.result = sha256("\n".join(self.digests).encode()).hexdigest()


if __name__ == "__main__":
    NestedFlow()
