from fanfold import FlowSpec, step


class LoopFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.train)

    @step
    def train(self):
        self.verdict = "good"
        self.next({"bad": self.train, "good": self.end}, condition="verdict")

    @step
    def end(self):
        pass
