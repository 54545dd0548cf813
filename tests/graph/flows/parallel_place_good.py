from fanfold import FlowSpec, parallel, step


class ParallelPlaceFlow(FlowSpec):
    @step
    def start(self):
        self.seeds = [1, 2]
        self.next(self.train, num_parallel=2)

    @parallel
    @step
    def train(self):
        self.seed = self.seeds[self.index]
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
