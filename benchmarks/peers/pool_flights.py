"""The same loop in plain pandas, on as many processes as there are cores, which inherit the DataFrame."""

import multiprocessing
import os

import pandas as pd

from fanfold.demo.flights import flights_folder

flights = pd.read_csv(flights_folder() / "flights.csv.zip")


def distance(tailnum: str) -> int:
    return int(flights[flights["tailnum"] == tailnum]["distance"].sum())


if __name__ == "__main__":
    aircraft = sorted(flights["tailnum"].dropna().unique())
    with multiprocessing.get_context("fork").Pool(len(os.sched_getaffinity(0))) as pool:
        print(sum(pool.map(distance, aircraft, chunksize=32)))
