from fanfold import FlowSpec, step


class UnjoinedSplitFlow(FlowSpec):
    @step
    def start(self):
        self.words = ["fan", "fold"]
        self.next(self.measure, foreach="words")

    @step
    def measure(self):
        self.next(self.end)  # wrong

    @step
    def end(self):
        pass
