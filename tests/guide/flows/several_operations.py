"""The guide's first best practice: what to avoid."""

from metaflow import FlowSpec, step


def transform1(item):
    return item * 2


def transform2(item):
    return item.upper()


def transform3(item):
    return item + "!"


class SeveralOperationsFlow(FlowSpec):
    @step
    def start(self):
        self.items = ["a", "b"]
        self.next(self.process_item, foreach="items")

    # Avoid: Multiple operations
    @step
    def process_item(self):
        self.result1 = transform1(self.input)
        self.result2 = transform2(self.result1)
        self.result3 = transform3(self.result2)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.results = [inp.result3 for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    SeveralOperationsFlow()
