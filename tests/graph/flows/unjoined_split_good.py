from fanfold import FlowSpec, step


class UnjoinedSplitFlow(FlowSpec):
    @step
    def start(self):
        self.words = ["fan", "fold"]
        self.next(self.measure, foreach="words")

    @step
    def measure(self):
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
