from fanfold import FlowSpec, step


class LoopFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.train)

    @step
    def train(self):
        self.next(self.judge)

    @step
    def judge(self):
        self.verdict = "good"
        self.next({"bad": self.train, "good": self.end}, condition="verdict")  # wrong

    @step
    def end(self):
        pass
