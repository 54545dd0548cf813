"""The guide on handling errors with `@catch`."""

from metaflow import FlowSpec, catch, step


def process(item):
    return item.upper()


class ErrorHandlingFlow(FlowSpec):
    @step
    def start(self):
        self.items = ["good", "bad", "better"]
        self.next(self.process_item, foreach="items")

    @catch(var="error")
    @step
    def process_item(self):
        """Process item, but catch failures."""
        if self.input == "bad":
            raise ValueError("Bad item!")
        self.result = process(self.input)
        self.next(self.join)

    @step
    def join(self, inputs):
        # Filter out failed tasks
        successful = [inp for inp in inputs if inp.error is None]
        failed = [inp for inp in inputs if inp.error is not None]

        print(f"Success: {len(successful)}, Failed: {len(failed)}")
        self.results = [inp.result for inp in successful]
        self.failed = [inp.input for inp in failed]
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    ErrorHandlingFlow()
