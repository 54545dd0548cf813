from fanfold import FlowSpec, step


class OrphanFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.end)

    @step
    def clean(self):  # wrong
        self.next(self.end)

    @step
    def end(self):
        pass
