"""A script without a main block that runs a flow, once."""

import os
import sys

import fanfold
from fanfold import FlowSpec, Parameter, environment, step

print("top of the script, in", __name__)


class Point:
    def __init__(self, x):
        self.x = x


def squared(point):
    return Point(point.x**2)


class Squares(FlowSpec):
    width = Parameter("width", default=3)
    bad = Parameter("bad", default=-1)

    @step
    def start(self):
        self.points = [Point(x) for x in range(self.width)]
        self.next(self.work, foreach="points")

    @environment(vars={"ONLY_HERE": "yes"})
    @step
    def work(self):
        self.square = squared(self.input)
        self.seen = os.environ.get("ONLY_HERE")
        if self.input.x == self.bad:
            raise ValueError("a bad point")
        self.next(self.join)

    @step
    def join(self, inputs):
        self.total = sum(each.square.x for each in inputs)
        self.seen = {each.seen for each in inputs}
        self.last = inputs[-1].square
        self.next(self.end)

    @step
    def end(self):
        pass


outcome = fanfold.run(Squares, width=4, show_output=False)
print("total", outcome.data.total, outcome.data.seen, type(outcome.data.last) is Point)
print(outcome.status, outcome.returncode, outcome.successful, outcome.run.status)

try:
    fanfold.run(Squares, width=4, bad=2, show_output=False)
except fanfold.TaskFailedError as error:
    print("caught", error.message.splitlines()[0].partition("failed")[2])
    print("frames", error.message.count("in work"), "run", error.run.status)

failed = fanfold.run(Squares, width=4, bad=2, show_output=False, check=False)
print(failed.status, failed.returncode, failed.run.data)


resumed = fanfold.resume(Squares, origin_run_id=failed, show_output=False, check=False)
print("resumed", resumed.status, resumed.run.origin_pathspec == failed.run.pathspec)
print(sys.argv[1:])
