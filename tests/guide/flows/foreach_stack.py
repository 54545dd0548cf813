"""The guide on `foreach_stack()`."""

from metaflow import FlowSpec, step


class ForeachStackFlow(FlowSpec):
    @step
    def start(self):
        self.groups = ["A", "B", "C"]
        self.next(self.process_group, foreach="groups")

    @step
    def process_group(self):
        self.items = [1, 2, 3, 4]
        self.next(self.process_item, foreach="items")

    @step
    def process_item(self):
        # foreach_stack shows the full nesting
        stack = self.foreach_stack()
        # stack = [(0, 3, 'A'), (0, 4, 1)] for first item of first group
        # Each tuple: (index, num_splits, value)
        group_idx, group_count, group_val = stack[0]
        item_idx, item_count, item_val = stack[1]

        print(f"Group {group_val}[{group_idx}], Item {item_val}[{item_idx}]")
        self.stack = stack
        self.next(self.join)

    @step
    def join(self, inputs):
        self.stacks = [inp.stack for inp in inputs]
        self.next(self.join_groups)

    @step
    def join_groups(self, inputs):
        self.stacks = [inp.stacks for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    ForeachStackFlow()
