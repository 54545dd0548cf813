"""Items that wait for ever, each with a child, beside some that are done at once."""

import os
import subprocess

from fanfold import FlowSpec, Parameter, step


class WaitsFlow(FlowSpec):
    width = Parameter("width", default=8)

    @step
    def start(self):
        self.items = range(self.width)
        self.next(self.work, foreach="items")

    @step
    def work(self):
        with open(os.environ["COUNTER"], "a") as file:
            file.write(f"work {self.index}\n")
        if self.index >= 6 and os.environ.get("WAIT"):
            subprocess.run(["sleep", "600"], check=False)
        self.result = self.index
        self.next(self.join)

    @step
    def join(self, inputs):
        self.results = [each.result for each in inputs]
        self.next(self.end)

    @step
    def end(self):
        print("RESULT", self.results)


if __name__ == "__main__":
    WaitsFlow()
