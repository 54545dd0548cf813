from fanfold import FlowSpec, step


class StepNameFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.train_model)

    @step
    def train_model(self):
        self.next(self.end)

    @step
    def end(self):
        pass
