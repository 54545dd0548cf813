from fanfold import FlowSpec, step


class EndIsLastFlow(FlowSpec):
    @step
    def start(self):
        self.letters = "abc"
        self.next(self.upper, foreach="letters")

    @step
    def upper(self):
        self.letter = self.input.upper()
        self.next(self.join)

    @step
    def join(self, inputs):
        print([inp.letter for inp in inputs])
        self.next(self.end)

    @step
    def end(self):
        pass
