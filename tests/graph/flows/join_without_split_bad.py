from fanfold import FlowSpec, step


class JoinWithoutSplitFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.collect)

    @step
    def collect(self, inputs):  # wrong
        self.next(self.end)

    @step
    def end(self):
        pass
