from fanfold import FlowSpec, tolerate, step


class ToleratePlaceFlow(FlowSpec):
    @step
    def start(self):
        self.words = open("words.txt").read().split()
        self.next(self.measure, foreach="words")

    @tolerate(failures=1)
    @step
    def measure(self):
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
