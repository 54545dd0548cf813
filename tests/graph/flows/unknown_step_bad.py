from fanfold import FlowSpec, step


class UnknownStepFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.proces)  # wrong

    @step
    def process(self):
        self.next(self.end)

    @step
    def end(self):
        pass
