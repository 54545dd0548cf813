"""Tasks that read one large inherited value: `--kind array`, `frame`, `arrow`, or `dict`; with `--write` each changes
a hundredth of it.
"""

from fanfold import FlowSpec, Parameter, step


class InheritedFlow(FlowSpec):
    count = Parameter("count", default=20)
    megabytes = Parameter("megabytes", default=200.0)
    kind = Parameter("kind", default="array")
    write = Parameter("write", default=False)

    @step
    def start(self):
        import numpy as np

        numbers = np.arange(self.megabytes * 125_000, dtype="float64")
        if self.kind == "array":
            self.data = numbers
        elif self.kind == "frame":
            import pandas as pd

            self.data = pd.DataFrame(numbers.reshape(-1, 8), columns=list("abcdefgh"))
        elif self.kind == "arrow":
            import pyarrow as pa

            self.data = pa.table({"a": pa.array(numbers)})
        else:
            self.data = {f"key {number}": float(number) for number in range(int(self.megabytes * 40_000))}
        self.numbers = range(self.count)
        self.next(self.read, foreach="numbers")

    @step
    def read(self):
        if self.kind == "array" and self.write:
            size = len(self.data) // 100
            first = self.input * size
            self.data[first : first + size] = -1.0
            self.found = float(self.data[first - 1 if first else size])
        elif self.kind == "array":
            self.found = float(self.data[self.input])
        elif self.kind == "frame":
            self.found = float(self.data["b"].iloc[self.input])
        elif self.kind == "arrow":
            self.found = self.data["a"][self.input].as_py()
        else:
            self.found = self.data[f"key {self.input}"]
        self.next(self.join)

    @step
    def join(self, inputs):
        self.found = [inp.found for inp in inputs]
        if self.write:
            size = int(self.megabytes * 1_250)
            for inp in inputs:
                first = inp.input * size
                assert inp.data[first] == -1.0 and inp.data[first + size] != -1.0
        self.next(self.end)

    @step
    def end(self):
        if self.kind == "array" and not self.write:
            assert self.found == [float(number) for number in range(self.count)]


if __name__ == "__main__":
    InheritedFlow()
