from fanfold import FlowSpec, limit, step


class LimitPlaceFlow(FlowSpec):
    @step
    def start(self):
        self.parts = range(4)
        self.next(self.train, foreach="parts")

    @limit(concurrent=2)
    @step
    def train(self):
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
