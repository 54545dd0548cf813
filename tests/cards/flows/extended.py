"""A card of a type that an extension brings, a secret that is short, and a figure, an array and an object as
artifacts.
"""

from metaflow import FlowSpec, Parameter, card, step


class Point:
    def __init__(self, x):
        self.x = x

    def __repr__(self):
        return f"Point at {self.x}"


class ExtendedFlow(FlowSpec):
    pin = Parameter("pin", default="17", secret=True)
    factor = 2.5

    @card(type="stamped")
    @card(options={"only_repr": True}, id="repr")
    @card
    @step
    def start(self):
        import numpy

        self.stamp = "paid"
        self.array = numpy.arange(12).reshape(3, 4)
        self.large = numpy.zeros(2_000_000)
        self.point = Point(4)
        self.password = "hush-hush"
        self.next(self.end)

    @card
    @step
    def end(self):
        pass


if __name__ == "__main__":
    ExtendedFlow()
