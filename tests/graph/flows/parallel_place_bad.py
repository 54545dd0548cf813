from fanfold import FlowSpec, parallel, step


class ParallelPlaceFlow(FlowSpec):
    @step
    def start(self):
        self.seeds = [1, 2]
        self.next(self.train, foreach="seeds")  # wrong

    @parallel
    @step
    def train(self):
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
