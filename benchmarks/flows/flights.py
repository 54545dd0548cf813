"""An item for each aircraft of a table of flights, which filters the one inherited DataFrame."""

import pandas as pd

from fanfold import FlowSpec, step
from fanfold.demo.flights import flights_folder


class FlightsFlow(FlowSpec):
    @step
    def start(self):
        self.flights = pd.read_csv(flights_folder() / "flights.csv.zip")
        self.aircraft = sorted(self.flights["tailnum"].dropna().unique())
        self.next(self.look, foreach="aircraft")

    @step
    def look(self):
        mine = self.flights[self.flights["tailnum"] == self.input]
        self.distance = int(mine["distance"].sum())
        self.next(self.join)

    @step
    def join(self, inputs):
        self.distance = sum(inp.distance for inp in inputs)
        self.next(self.end)

    @step
    def end(self):
        print(self.distance)


if __name__ == "__main__":
    FlightsFlow()
