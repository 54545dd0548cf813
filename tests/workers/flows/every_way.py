"""A flow of all that can be fanned out and folded, which writes down what came of it."""

import json
from pathlib import Path

import numpy as np

from fanfold import FlowSpec, Parameter, catch, current, retry, step


class EveryWay(FlowSpec):
    width = Parameter("width", default=30)
    report = Parameter("report", default="report.json")

    @step
    def start(self):
        self.words = {f"word {number}" for number in range(self.width)}
        self.table = np.arange(4_000)
        self.notes = ["start"]
        self.next(self.letters, self.grid)

    @step
    def letters(self):
        self.next(self.word, foreach="words")

    @retry(times=1)
    @step
    def word(self):
        self.number = int(self.input.split()[1])
        if self.number % 7 == 0 and current.retry_count == 0:
            raise ValueError("at first")
        self.notes.append(self.input)
        self.next(self.weigh)

    @catch(var="why", print_exception=False)
    @step
    def weigh(self):
        self.table[self.number] = -1
        self.weight = int(self.table.sum()) + len(self.notes)
        if self.number % 5 == 0:
            raise KeyError(self.number)
        self.next(self.fold_words)

    @step
    def fold_words(self, inputs):
        self.weights = sorted((each.number, each.weight, str(each.why)[:0]) for each in inputs)
        self.caught = sorted(each.number for each in inputs if each.why)
        self.indexes = [each.index for each in inputs]
        self.words_seen = sorted(each.input for each in inputs)
        self.next(self.meet)

    @step
    def grid(self):
        self.rows = range(self.width)
        self.next(self.row, foreach="rows")

    @step
    def row(self):
        self.cells = (column * self.input for column in range(1 + self.index % 3))
        self.next(self.cell, foreach="cells")

    @step
    def cell(self):
        self.parity = "odd" if self.input % 2 else "even"
        self.next({"odd": self.odd, "even": self.even}, condition="parity")

    @step
    def odd(self):
        self.value = -self.input
        self.next(self.fold_cells)

    @step
    def even(self):
        self.value = self.input
        self.next(self.fold_cells)

    @step
    def fold_cells(self, inputs):
        self.merge_artifacts(inputs, include=["notes", "table"])
        self.values = [(each.value, each.parity, each.foreach_stack()) for each in inputs]
        self.next(self.fold_rows)

    @step
    def fold_rows(self, inputs):
        self.merge_artifacts(inputs, exclude=["values"])
        self.values = [each.values for each in inputs]
        self.next(self.meet)

    @step
    def meet(self, inputs):
        self.merge_artifacts(inputs)
        self.next(self.end)

    @step
    def end(self):
        names = ["weights", "caught", "indexes", "words_seen", "values", "notes"]
        found = {name: getattr(self, name) for name in names}
        found["table"] = int(self.table.sum())
        Path(self.report).write_text(json.dumps(found, sort_keys=True))


if __name__ == "__main__":
    EveryWay()
