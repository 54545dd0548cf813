"""A flow whose first task waits until somebody stops it."""

import time

from fanfold import FlowSpec, Parameter, step


class Waiting(FlowSpec):
    mark = Parameter("mark")

    @step
    def start(self):
        with open(self.mark, "w") as file:
            file.write("here")
        while True:
            time.sleep(0.01)
        self.next(self.end)

    @step
    def end(self):
        pass
