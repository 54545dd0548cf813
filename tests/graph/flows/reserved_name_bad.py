from fanfold import FlowSpec, step


class ReservedNameFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.input)

    @step
    def input(self):  # wrong
        self.next(self.end)

    @step
    def end(self):
        pass
