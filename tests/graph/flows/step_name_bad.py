from fanfold import FlowSpec, step


class StepNameFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.trainModel)

    @step
    def trainModel(self):  # wrong
        self.next(self.end)

    @step
    def end(self):
        pass
