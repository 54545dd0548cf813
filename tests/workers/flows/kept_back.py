"""Forty items that need nothing of a module that the first step has imported, which hands on plain numbers."""

from fanfold import FlowSpec, step


class KeptBack(FlowSpec):
    @step
    def start(self):
        from tables import Table

        self.rows = Table().rows[:40]
        self.numbers = range(40)
        self.next(self.look, foreach="numbers")

    @step
    def look(self):
        import others

        self.found = self.rows[self.input] + others.ANSWER
        self.next(self.join)

    @step
    def join(self, inputs):
        print("found", sum(inp.found for inp in inputs))
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    KeptBack()
