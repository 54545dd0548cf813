"""The guide's second best practice, with items."""

from metaflow import FlowSpec, step


def load_items():
    return ["a", "b", "c"]


class ValidateItemsFlow(FlowSpec):
    @step
    def start(self):
        self.items = load_items()

        # Validate before creating tasks
        if not self.items:
            raise ValueError("No items to process!")

        if len(self.items) > 1000:
            print("Warning: Creating many tasks")

        self.next(self.process, foreach="items")

    @step
    def process(self):
        self.result = self.input
        self.next(self.join)

    @step
    def join(self, inputs):
        self.results = [inp.result for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    ValidateItemsFlow()
