"""Every item fails, and every failure is caught."""

from fanfold import FlowSpec, Parameter, catch, step


class CaughtFlow(FlowSpec):
    count = Parameter("count", default=10_000)

    @step
    def start(self):
        self.numbers = range(self.count)
        self.next(self.fail, foreach="numbers")

    @catch(var="error", print_exception=False)
    @step
    def fail(self):
        raise ValueError("no")
        self.next(self.join)

    @step
    def join(self, inputs):
        self.failed = sum(inp.error is not None for inp in inputs)
        self.next(self.end)

    @step
    def end(self):
        assert self.failed == self.count


if __name__ == "__main__":
    CaughtFlow()
