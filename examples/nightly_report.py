"""A nightly run with a few new items: what was measured before is not measured again.

    python examples/nightly_report.py run
    python examples/nightly_report.py run --days 33     # three days later: three new items

`@cache` looks every day up in what earlier runs have done. A result counts as long as the step's code, and
what it reads, is as it was: change `measure`, and all days are measured anew. Days that failed are tried
again, since only successes are kept, and `@tolerate` lets the report be made without them.
"""

from fanfold import FlowSpec, Parameter, cache, step, tolerate


def measure(day):
    """What takes long: here, a number that looks measured."""
    return round(12 + 8 * ((day * 37) % 100) / 100, 1)


class NightlyReport(FlowSpec):
    """Measures each day, and reports on all."""

    days = Parameter("days", default=30, help="How many days there are by now.")

    @step
    def start(self):
        """Everything that there is, new or not."""
        self.dates = [{"date": f"day {number:03}", "number": number} for number in range(1, self.days + 1)]
        self.next(self.read, foreach="dates", key="date")

    @tolerate(failures=0.05)
    @cache(version=1, ttl="90d")
    @step
    def read(self):
        """Measure one day."""
        print("measuring", self.input["date"])
        self.value = measure(self.input["number"])
        self.next(self.report)

    @step
    def report(self, inputs):
        """All days together, whichever run measured them."""
        values = [each.value for each in inputs]
        self.days_count, self.mean = len(values), sum(values) / len(values)
        self.next(self.end)

    @step
    def end(self):
        print(f"{self.days_count} days, {self.mean:.2f} on average")


if __name__ == "__main__":
    NightlyReport()
