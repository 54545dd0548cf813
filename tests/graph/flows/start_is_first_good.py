from fanfold import FlowSpec, step


class StartIsFirstFlow(FlowSpec):
    @step
    def start(self):
        self.tries = 0
        self.next(self.improve)

    @step
    def improve(self):
        self.tries += 1
        self.verdict = "done" if self.tries == 3 else "again"
        self.next({"again": self.improve, "done": self.end}, condition="verdict")

    @step
    def end(self):
        pass
