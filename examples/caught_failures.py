"""Bad items: `@catch` keeps them from stopping the run, and the join sorts them out.

    python examples/caught_failures.py run

`@catch(var="error")` leaves the exception in `error`, which is None where the step went well. `@retry` comes
first: only an item that failed each time is caught.
"""

from fanfold import FlowSpec, catch, current, retry, step

READINGS = ["21.5", "19.8", "n/a", "22.1", "", "20.4", "error 7", "18.9"]


class CaughtFailuresFlow(FlowSpec):
    """The mean of some readings, a few of which are no numbers."""

    @step
    def start(self):
        """Fan out over the readings."""
        self.readings = READINGS
        self.next(self.parse, foreach="readings")

    @catch(var="error")
    @retry(times=1)
    @step
    def parse(self):
        """One reading. A bad one raises, is tried once more, and is caught."""
        if current.retry_count:
            print(f"reading {self.index} once more: {self.input!r}")
        self.celsius = float(self.input)
        self.next(self.join)

    @step
    def join(self, inputs):
        """The good and the bad, in the order of the readings."""
        self.good = [inp.celsius for inp in inputs if inp.error is None]
        self.bad = {inp.input: str(inp.error) for inp in inputs if inp.error is not None}
        self.next(self.end)

    @step
    def end(self):
        """Print the mean, and what could not be used."""
        print(f"{len(self.good)} readings, {sum(self.good) / len(self.good):.2f} °C on average")
        print(f"{len(self.bad)} could not be used: {', '.join(repr(reading) for reading in self.bad)}")


if __name__ == "__main__":
    CaughtFailuresFlow()
