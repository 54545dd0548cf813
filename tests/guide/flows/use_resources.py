"""The guide's fourth best practice: `@resources`."""

from metaflow import FlowSpec, resources, step


def expensive_operation(item):
    return sum(range(item * 1000))


class UseResourcesFlow(FlowSpec):
    @step
    def start(self):
        self.items = [1, 2, 3]
        self.next(self.process_item, foreach="items")

    @resources(memory=4000, cpu=2)
    @step
    def process_item(self):
        # Each parallel task gets 4GB RAM, 2 CPUs
        self.result = expensive_operation(self.input)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.results = [inp.result for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    UseResourcesFlow()
