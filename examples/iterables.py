"""What can be fanned out over: anything that a `for` loop takes.

    python examples/iterables.py run

The items and their order are fixed at the split, once. So a generator is read one time only, and the items of
a set stay the same for every task, whatever their order happens to be.
"""

from fanfold import FlowSpec, step


class IterablesFlow(FlowSpec):
    """Fan out over a dict, a set, a generator and a zip, side by side."""

    @step
    def start(self):
        """Four branches, each with a foreach of its own."""
        self.next(self.over_dict, self.over_set, self.over_generator, self.over_zip)

    @step
    def over_dict(self):
        """A dict gives its keys; the tasks still see its values."""
        self.prices = {"apple": 3, "pear": 4, "plum": 2}
        self.next(self.price, foreach="prices")

    @step
    def price(self):
        """One key."""
        self.line = f"{self.input} costs {self.prices[self.input]}"
        self.next(self.join_dict)

    @step
    def join_dict(self, inputs):
        """In the order of the dict."""
        self.found = [inp.line for inp in inputs]
        self.next(self.join_all)

    @step
    def over_set(self):
        """A set has no order of its own. Whatever order it has here is the one that all tasks see."""
        self.letters = set("abracadabra")
        self.next(self.upper, foreach="letters")

    @step
    def upper(self):
        """One letter."""
        self.letter = self.input.upper()
        self.next(self.join_set)

    @step
    def join_set(self, inputs):
        """Sorted, since the order of a set says nothing."""
        self.found = sorted(inp.letter for inp in inputs)
        self.next(self.join_all)

    @step
    def over_generator(self):
        """A generator is read as it comes, and never held whole in memory."""
        self.odd = (number for number in range(20) if number % 2)
        self.next(self.cube, foreach="odd")

    @step
    def cube(self):
        """One number."""
        self.cubed = self.input**3
        self.next(self.join_generator)

    @step
    def join_generator(self, inputs):
        """In the order in which the generator gave them."""
        self.found = [inp.cubed for inp in inputs]
        self.next(self.join_all)

    @step
    def over_zip(self):
        """Items may be anything that can be pickled: here, pairs."""
        self.pairs = zip("abc", [10, 20, 30], strict=True)
        self.next(self.unpack, foreach="pairs")

    @step
    def unpack(self):
        """One pair."""
        letter, times = self.input
        self.word = letter * (times // 10)
        self.next(self.join_zip)

    @step
    def join_zip(self, inputs):
        """In the order of the pairs."""
        self.found = [inp.word for inp in inputs]
        self.next(self.join_all)

    @step
    def join_all(self, inputs):
        """Static branches are joined in the order in which `start` named them, or by name."""
        self.found = {
            "dict": inputs.join_dict.found,
            "set": inputs.join_set.found,
            "generator": inputs.join_generator.found,
            "zip": inputs.join_zip.found,
        }
        self.next(self.end)

    @step
    def end(self):
        """Print what each branch found."""
        for kind, found in self.found.items():
            print(f"{kind}: {', '.join(str(value) for value in found)}")


if __name__ == "__main__":
    IterablesFlow()
