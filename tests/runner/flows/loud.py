"""A flow that prints, and tells what it was given. It has no main block, and imports the reference's name."""

import os
import time

from metaflow import FlowSpec, JSONType, Parameter, step


class Loud(FlowSpec):
    secs = Parameter("seconds", default=0)
    items = Parameter("items", type=JSONType, default="[]")
    words = Parameter("words", separator=",", default="a,b")

    @step
    def start(self):
        print("out")
        if self.secs < 0:
            raise ValueError("no time")
        if self.secs > 100:
            time.sleep(self.secs)
        self.next(self.end)

    @step
    def end(self):
        environment = (os.environ.get("LOUD"), os.environ.get("METAFLOW_PROFILE"), os.getcwd())
        self.seen = (self.secs, self.items, self.words, *environment)
