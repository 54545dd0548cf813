from fanfold import FlowSpec, step


class JoinedTwiceFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.count, self.measure)

    @step
    def count(self):
        self.next(self.fold)

    @step
    def measure(self):
        self.next(self.fold)

    @step
    def fold(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
