from fanfold import FlowSpec, step


class ReservedNameFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.read_input)

    @step
    def read_input(self):
        self.next(self.end)

    @step
    def end(self):
        pass
