from fanfold import FlowSpec, tolerate, step


class ToleratePlaceFlow(FlowSpec):
    @tolerate(failures=1)
    @step
    def start(self):  # wrong
        self.words = open("words.txt").read().split()
        self.next(self.measure, foreach="words")

    @step
    def measure(self):
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
