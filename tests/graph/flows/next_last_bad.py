from fanfold import FlowSpec, step


class NextLastFlow(FlowSpec):
    @step
    def start(self):
        self.x = 1
        if self.x > 0:
            self.next(self.high)
        else:
            self.next(self.low)  # wrong

    @step
    def high(self):
        self.next(self.end)

    @step
    def low(self):
        self.next(self.end)

    @step
    def end(self):
        pass
