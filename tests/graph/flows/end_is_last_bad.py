from fanfold import FlowSpec, step


class EndIsLastFlow(FlowSpec):
    @step
    def start(self):
        self.letters = "abc"
        self.next(self.upper, foreach="letters")

    @step
    def upper(self):
        self.letter = self.input.upper()
        self.next(self.end)

    @step
    def end(self, inputs):  # wrong
        print([inp.letter for inp in inputs])
