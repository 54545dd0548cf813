from fanfold import FlowSpec, cache, step


class CachePlaceFlow(FlowSpec):
    @step
    def start(self):
        self.words = ["fan", "fold"]
        self.next(self.measure, foreach="words")

    @step
    def measure(self):
        self.length = len(self.input)
        self.next(self.join)

    @cache
    @step
    def join(self, inputs):  # wrong
        self.total = sum(inp.length for inp in inputs)
        self.next(self.end)

    @step
    def end(self):
        pass
