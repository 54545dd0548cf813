"""Measures of width: what a million items cost in time, memory and on the disk, and in other shapes."""

from __future__ import annotations

from benchmarks.commands import flow, medians
from benchmarks.figures import Figure, figure
from benchmarks.memory import peak

MILLION = 1_000_000


def million(rounds: int) -> list[Figure]:
    """A flat foreach over a million, and over ten thousand beside it."""
    few, many = medians(
        [flow("squares", "--count", "10000"), flow("squares", "--count", str(MILLION))],
        rounds=min(rounds, 3),
        warm_up=False,
    )
    item = (many.wall_seconds - few.wall_seconds) / (MILLION - 10_000) * 1e6
    return [
        figure("1,000,000 items with join", many.wall_seconds, "s", at_most=20),
        figure("cost of an item, from 10,000 to 1,000,000", item, "µs", at_most=15),
        figure("on the disk, of an item", many.disk_bytes / MILLION, "bytes", at_most=200),
    ]


def memory(rounds: int) -> list[Figure]:
    """What the processes of a million-item run take, and those of a run a tenth as wide."""
    few = peak(flow("squares", "--count", str(MILLION // 10)))
    many = peak(flow("squares", "--count", str(MILLION)))
    return [
        figure("driver's memory at 1,000,000 items (PSS)", many.driver, "MB", at_most=150),
        figure("largest worker at 1,000,000 items (PSS)", many.largest, "MB"),
        figure("the same over 100,000 items", many.largest / few.largest, "times", at_most=1.3),
        figure("all processes together at 1,000,000 items (PSS)", many.together, "MB"),
    ]


def nested(rounds: int) -> list[Figure]:
    """A million items in nested fans, against a flat million in the same run."""
    flat, thousands, tens = medians(
        [
            flow("squares", "--count", str(MILLION)),
            flow("nested", "--outer", "1000", "--inner", "1000"),
            flow("nested", "--outer", "100000", "--inner", "10"),
        ],
        rounds=min(rounds, 3),
        warm_up=False,
    )
    return [
        figure(
            "nested 1,000 x 1,000 over flat", thousands.wall_seconds / flat.wall_seconds, "times", at_most=1.3
        ),
        figure("nested 100,000 x 10 over flat", tens.wall_seconds / flat.wall_seconds, "times", at_most=2),
    ]


def turns(rounds: int) -> list[Figure]:
    """A switch that loops."""
    few, many = medians(
        [flow("turns", "--turns", "10000"), flow("turns", "--turns", "100000")],
        rounds=min(rounds, 3),
        warm_up=False,
    )
    return [
        figure("a switch that loops 100,000 times", many.wall_seconds, "s", at_most=10),
        figure(
            "the same over 10 times 10,000", many.wall_seconds / few.wall_seconds / 10, "times", at_most=1.2
        ),
    ]


def caught(rounds: int) -> list[Figure]:
    """Items that all fail and are caught, against items that all succeed."""
    count = str(MILLION // 5)
    fine, failing = medians(
        [flow("squares", "--count", count), flow("caught", "--count", count)],
        rounds=min(rounds, 3),
        warm_up=False,
    )
    ratio = failing.wall_seconds / fine.wall_seconds
    return [
        figure("200,000 items that fail and are caught, over succeeding", ratio, "times", at_most=4),
        figure("on the disk, of a caught item", failing.disk_bytes / int(count), "bytes"),
    ]


def links(rounds: int) -> list[Figure]:
    """Three linear steps for each item, against one."""
    one, three = medians(
        [flow("squares", "--count", "100000"), flow("links", "--count", "100000")], rounds=min(rounds, 3)
    )
    return [
        figure("three steps an item over one", three.wall_seconds / one.wall_seconds, "times", at_most=2.5)
    ]


def lines(rounds: int) -> list[Figure]:
    """A line printed by each item, against silence; and one item that floods beside others."""
    silent, said = medians(
        [flow("lines", "--count", "100000", "--lines", "0"), flow("lines", "--count", "100000")],
        rounds=min(rounds, 3),
    )
    ratio = said.wall_seconds / silent.wall_seconds
    return [figure("100,000 tasks that print a line, over silent", ratio, "times", at_most=2)]
