from fanfold import FlowSpec, Parameter, step


class StepArgumentsFlow(FlowSpec):
    factor = Parameter("factor", default=3)

    @step
    def start(self):
        self.offset = 1
        self.next(self.scale)

    @step
    def scale(self):
        self.scaled = 2 * self.factor + self.offset
        self.next(self.end)

    @step
    def end(self):
        pass
