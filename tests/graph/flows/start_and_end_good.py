from fanfold import FlowSpec, step


class StartAndEndFlow(FlowSpec):
    @step(start=True)
    def begin(self):
        self.next(self.end)

    @step
    def end(self):
        pass
