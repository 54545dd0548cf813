from fanfold import FlowSpec, step


class OneNextFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.count)
        self.next(self.measure)  # wrong

    @step
    def count(self):
        self.next(self.join)

    @step
    def measure(self):
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
