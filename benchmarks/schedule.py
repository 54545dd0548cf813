"""Measures of scheduling: how near a run comes to the best that its items allow."""

from __future__ import annotations

from benchmarks.commands import Timing, flow, medians
from benchmarks.figures import Figure, figure


def own_processes(rounds: int) -> list[Figure]:
    """A hundred items with a process each: what they add to a flow that has three."""
    least, hundred = medians([flow("three_steps"), flow("squares", "--count", "100")], rounds=rounds)
    return [
        figure(
            "100 items, a process each: over a three-step flow",
            hundred.wall_seconds - least.wall_seconds,
            "s",
            at_most=0.6,
        )
    ]


def seconds(rounds: int) -> list[Figure]:
    """Twenty items of a second on two workers: ten seconds at best."""
    least, many = medians(
        [flow("three_steps"), flow("timed", "--count", "20", "--max-workers", "2")], rounds=min(rounds, 3)
    )
    added = (many.wall_seconds - least.wall_seconds - 10) / 10 * 100
    return [figure("20 items of 1 s on 2 workers: added", added, "%", at_most=1)]


def uneven(rounds: int) -> list[Figure]:
    """One item in a hundred takes a hundred times as long as the others."""
    few = ("--count", "1000", "--item-seconds", "0.002", "--long-seconds", "0.2", "--max-workers", "2")
    least, sleeping, computing = medians(
        [flow("three_steps"), flow("timed", *few), flow("timed", *few, "--compute", "true")],
        rounds=min(rounds, 3),
    )
    best = (990 * 0.002 + 10 * 0.2) / 2
    return [
        figure(
            f"uneven items, {how}, over the best schedule", _over(timing, least, best), "times", at_most=1.15
        )
        for how, timing in (("sleeping", sleeping), ("computing", computing))
    ]


def cores(rounds: int) -> list[Figure]:
    """Computing items of a millisecond: one worker against two."""
    items = ("--count", "4000", "--item-seconds", "0.001", "--compute", "true")
    one, two = medians(
        [flow("timed", *items, "--max-workers", "1"), flow("timed", *items, "--max-workers", "2")],
        rounds=min(rounds, 3),
    )
    return [
        figure(
            "one worker over two, items of 1 ms", one.wall_seconds / two.wall_seconds, "times", at_least=1.8
        )
    ]


def _over(timing: Timing, least: Timing, best: float) -> float:
    return (timing.wall_seconds - least.wall_seconds) / best
