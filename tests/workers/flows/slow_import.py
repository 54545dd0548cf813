"""Imports a module inside its step, as flows do with heavy libraries."""

from fanfold import FlowSpec, step


class SlowImport(FlowSpec):
    @step
    def start(self):
        self.items = range(80)
        self.next(self.work, foreach="items")

    @step
    def work(self):
        import heavy

        self.answer = heavy.ANSWER
        self.next(self.join)

    @step
    def join(self, inputs):
        print("answers", sum(inp.answer for inp in inputs))
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    SlowImport()
