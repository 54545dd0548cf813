from fanfold import FlowSpec, step


class ReadableSourceFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass
