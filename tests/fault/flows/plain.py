"""A fan over large values, for folders that are damaged, full or read-only, and for resumes."""

import os

from fanfold import FlowSpec, Parameter, step


class PlainFlow(FlowSpec):
    width = Parameter("width", default=8)
    size = Parameter("size", default=5000, help="Bytes of each item's value.")

    @step
    def start(self):
        self.shared = bytes(range(256)) * 40
        self.items = list(range(self.width))
        self.next(self.work, foreach="items")

    @step
    def work(self):
        with open(os.environ["COUNTER"], "a") as file:
            file.write(f"work {self.index}\n")
        print("words of", self.index)
        if os.environ.get("FAIL") == str(self.index):
            raise ValueError("as asked")
        self.value = bytes([self.index % 251]) * self.size
        self.next(self.join)

    @step
    def join(self, inputs):
        with open(os.environ["COUNTER"], "a") as file:
            file.write("join 0\n")
        self.total = sum(len(each.value) * each.value[0] for each in inputs)
        self.shared = inputs[0].shared
        self.next(self.end)

    @step
    def end(self):
        print("RESULT", self.total, len(self.shared))


if __name__ == "__main__":
    PlainFlow()
