"""The guide's third best practice: include identifiers."""

from metaflow import FlowSpec, step


def process(item):
    return item["value"] * 100


class IdentifiersFlow(FlowSpec):
    @step
    def start(self):
        self.items = [{"id": "first", "value": 1}, {"id": "second", "value": 2}]
        self.next(self.process_item, foreach="items")

    @step
    def process_item(self):
        # Store identifier for tracking
        self.item_id = self.input.get("id")
        self.result = process(self.input)
        self.next(self.join)

    @step
    def join(self, inputs):
        # Easy to map results back to items
        self.results = {inp.item_id: inp.result for inp in inputs}
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    IdentifiersFlow()
