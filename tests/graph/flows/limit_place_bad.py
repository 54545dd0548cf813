from fanfold import FlowSpec, limit, step


class LimitPlaceFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.train, num_parallel=4)

    @limit(concurrent=2)
    @step
    def train(self):  # wrong
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
