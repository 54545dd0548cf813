from fanfold import FlowSpec, Parameter, step


class StepArgumentsFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.scale)

    @step
    def scale(self, factor, offset):  # wrong
        self.scaled = 2 * factor + offset
        self.next(self.end)

    @step
    def end(self):
        pass
