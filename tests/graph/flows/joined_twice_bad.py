from fanfold import FlowSpec, step


class JoinedTwiceFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.count, self.measure)

    @step
    def count(self):
        self.next(self.fold_counts)

    @step
    def measure(self):
        self.next(self.fold_measures)

    @step
    def fold_counts(self, inputs):
        self.next(self.end)

    @step
    def fold_measures(self, inputs):  # wrong
        self.next(self.end)

    @step
    def end(self):
        pass
