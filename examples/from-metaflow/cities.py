"""A JSON parameter as what is fanned out over, and a parameter that is a list of names.

fanfold run cities.py --cities '["Oslo", "Rome", "Lima"]' --units km,mi
"""

from metaflow import FlowSpec, JSONType, Parameter, step


class CitiesFlow(FlowSpec):
    """Greets cities in several units."""

    cities = Parameter("cities", type=JSONType, default='["Oslo", "Rome"]')
    units = Parameter("units", default="km,mi", separator=",")

    @step
    def start(self):
        self.next(self.greet, foreach="cities")

    @step
    def greet(self):
        self.city = self.input
        self.length = len(self.city)
        self.next(self.gather)

    @step
    def gather(self, inputs):
        self.lengths = {inp.city: inp.length for inp in inputs}
        self.next(self.convert_all)

    @step
    def convert_all(self):
        self.next(self.convert, foreach="units")

    @step
    def convert(self):
        self.text = f"{sum(self.lengths.values())} {self.input}"
        self.next(self.join)

    @step
    def join(self, inputs):
        self.texts = [inp.text for inp in inputs]
        self.merge_artifacts(inputs, include=["lengths"])
        self.next(self.end)

    @step
    def end(self):
        print(f"{' and '.join(self.cities)}: {' or '.join(self.texts)} of letters")


if __name__ == "__main__":
    CitiesFlow()
