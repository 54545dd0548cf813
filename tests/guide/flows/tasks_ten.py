"""The guide on the number of tasks: a small number of tasks."""

from metaflow import FlowSpec, step


class TasksTenFlow(FlowSpec):
    @step
    def start(self):
        self.items = range(10)
        self.next(self.process, foreach="items")  # 10 parallel tasks

    @step
    def process(self):
        self.result = self.input
        self.next(self.join)

    @step
    def join(self, inputs):
        self.total = sum(inp.result for inp in inputs)
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    TasksTenFlow()
