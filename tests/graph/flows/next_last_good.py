from fanfold import FlowSpec, step


class NextLastFlow(FlowSpec):
    @step
    def start(self):
        self.x = 1
        self.positive = self.x > 0
        self.next({True: self.high, False: self.low}, condition="positive")

    @step
    def high(self):
        self.next(self.end)

    @step
    def low(self):
        self.next(self.end)

    @step
    def end(self):
        pass
