from fanfold import FlowSpec, step


class UnrelatedBranchesFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.count, self.measure)

    @step
    def count(self):
        self.next(self.fold)

    @step
    def measure(self):
        self.words = ["fan", "fold"]
        self.next(self.length, foreach="words")

    @step
    def length(self):
        self.next(self.fold)

    @step
    def fold(self, inputs):  # wrong
        self.next(self.end)

    @step
    def end(self):
        pass
