from fanfold import FlowSpec, cache, step


class CachePlaceFlow(FlowSpec):
    @step
    def start(self):
        self.words = ["fan", "fold"]
        self.next(self.measure, foreach="words")

    @cache
    @step
    def measure(self):
        self.length = len(self.input)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.total = sum(inp.length for inp in inputs)
        self.next(self.end)

    @step
    def end(self):
        pass
