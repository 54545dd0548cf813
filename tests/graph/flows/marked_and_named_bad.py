from fanfold import FlowSpec, step


class MarkedAndNamedFlow(FlowSpec):
    @step(start=True)
    def load(self):
        self.next(self.start)

    @step
    def start(self):  # wrong
        self.next(self.end)

    @step
    def end(self):
        pass
