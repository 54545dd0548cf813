from fanfold import FlowSpec, step


class ForeachIntoJoinFlow(FlowSpec):
    @step
    def start(self):
        self.words = ["fan", "fold"]
        self.next(self.measure, foreach="words")

    @step
    def measure(self):
        self.length = len(self.input)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.lengths = [inp.length for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        pass
