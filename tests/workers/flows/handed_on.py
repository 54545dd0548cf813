"""Each of forty items loads a value whose class lies in a module that only the first step has imported."""

from fanfold import FlowSpec, step


class HandedOn(FlowSpec):
    @step
    def start(self):
        from tables import Table

        self.table = Table()
        self.numbers = range(40)
        self.next(self.look, foreach="numbers")

    @step
    def look(self):
        import others

        self.found = self.table.rows[self.input] + others.ANSWER
        self.next(self.join)

    @step
    def join(self, inputs):
        print("found", sum(inp.found for inp in inputs))
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    HandedOn()
