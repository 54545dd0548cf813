"""A list of DataFrames as what is fanned out over, and pandas imported at the top of the file.

fanfold run sales_by_region.py
"""

import pandas as pd
from metaflow import FlowSpec, Parameter, step

CURRENCY = "EUR"


class SalesFlow(FlowSpec):
    """Sums up sales, one region a task."""

    months = Parameter("months", help="How many months of sales.", default=12, type=int)

    @step
    def start(self):
        regions = ["north", "south", "west"]
        rows = [
            (region, month, 100 * n + month)
            for n, region in enumerate(regions)
            for month in range(self.months)
        ]
        sales = pd.DataFrame(rows, columns=["region", "month", "amount"])
        self.frames = [frame for _, frame in sales.groupby("region")]
        self.next(self.summarise, foreach="frames")

    @step
    def summarise(self):
        frame = self.input
        self.region = frame["region"].iloc[0]
        self.total = int(frame["amount"].sum())
        self.by_month = frame.set_index("month")["amount"]
        self.next(self.join)

    @step
    def join(self, inputs):
        self.totals = pd.DataFrame([{"region": inp.region, "total": inp.total} for inp in inputs])
        self.table = pd.concat({inp.region: inp.by_month for inp in inputs}, axis=1)
        self.next(self.end)

    @step
    def end(self):
        assert self.table.shape == (self.months, 3)
        for row in self.totals.itertuples():
            print(f"{row.region}: {row.total:,} {CURRENCY}")


if __name__ == "__main__":
    SalesFlow()
