"""A flow that runs here, and of which Metaflow would refuse or change almost every line."""

from fanfold import (
    FlowSpec,
    Parameter,
    conda,
    isolate,
    kubernetes,
    retry,
    step,
)


class Unportable(FlowSpec):
    token = Parameter("token", default="x", secret=True)
    wide = list(range(101))

    @retry(times=5, minutes_between_retries=0)
    @step
    def start(self):
        names = {"a", "b"}
        self.items = names
        self.next(self.work, foreach="items", allow_empty=True)

    @isolate
    @step
    def work(self):
        self.items = [self.input]
        self.pairs = {"x": 1}
        self.next(self.inner, foreach="pairs")

    @kubernetes(cpu=1)
    @conda(libraries={})
    @step
    def inner(self):
        self.got = self.input
        self.next(self.fold)

    @step
    def fold(self, inputs):
        self.count = len(inputs)
        self.item = self.input
        self.next(self.fold_all)

    @step
    def fold_all(self, inputs):
        self.counts = [each.count for each in inputs]
        self.next(self.split)

    @step
    def split(self):
        del self.counts
        self.next(self.left, self.right)

    @step
    def left(self):
        self.next(self.both)

    @step
    def right(self):
        self.next(self.both)

    @step
    def both(self, inputs):
        self.first = inputs[0].pk
        self.next(self.gang_start)

    @step
    def gang_start(self):
        self.next(self.gang, num_parallel=2)

    @step
    def gang(self):
        self.next(self.gang_end)

    @step
    def gang_end(self, inputs):
        self.next(self.many)

    @step
    def many(self):
        self.next(self.each, foreach="wide")

    @step
    def each(self):
        self.next(self.done)

    @step
    def done(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Unportable()
