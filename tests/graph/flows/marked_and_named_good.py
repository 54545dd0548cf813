from fanfold import FlowSpec, step


class MarkedAndNamedFlow(FlowSpec):
    @step(start=True)
    def load(self):
        self.next(self.launch)

    @step
    def launch(self):
        self.next(self.end)

    @step
    def end(self):
        pass
