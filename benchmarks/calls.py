"""Measures of `fanfold.map`: beside a flow's fan, with results of an earlier call, over a million items."""

from __future__ import annotations

from statistics import median

from benchmarks.commands import FOLDER, Command, flow, medians, time_once
from benchmarks.figures import Figure, figure
from benchmarks.memory import peak

COUNT = 100_000
MILLION = 1_000_000


def mapped(rounds: int) -> list[Figure]:
    """A call over 100,000 items whose results are added up, against a flow whose join does that."""
    fan, call = medians(
        [flow("squares", "--count", str(COUNT), "--max-workers", "2"), _call(COUNT)], rounds=min(rounds, 3)
    )
    name = "the same as a flow"
    return [
        figure("map(x ** 2) over 100,000 items", call.wall_seconds, "s", peer=(name, fan.wall_seconds)),
        figure("the same, over the flow", call.wall_seconds / fan.wall_seconds, "times", at_most=1.5),
        figure("core time of both", call.core_seconds, "s", peer=(name, fan.core_seconds)),
    ]


def reused(rounds: int) -> list[Figure]:
    """A second call with ten items more than the first one had."""
    first, second = _call(COUNT, "--cache"), _call(COUNT + 10, "--cache", "--only-called")
    timings = [time_once(second, before=first) for _ in range(min(rounds, 3))]
    wall_seconds = median(timing.wall_seconds for timing in timings)
    core_seconds = median(timing.core_seconds for timing in timings)
    return [
        figure("100,000 hits and 10 new items: whole command", wall_seconds, "s", at_most=1.5),
        figure("core time of the same", core_seconds, "s"),
    ]


def million(rounds: int) -> list[Figure]:
    """A million items from a generator, and the memory of the process that calls and of the others."""
    wall_seconds = time_once(_call(MILLION, "--generator")).wall_seconds
    few, many = peak(_call(MILLION // 10, "--generator")), peak(_call(MILLION, "--generator"))
    return [
        figure("map over 1,000,000 items, all results gone through", wall_seconds, "s"),
        figure("memory of the process that calls (PSS)", many.driver, "MB", at_most=150),
        figure("the same over 100,000 items", many.driver / few.driver, "times", at_most=1.3),
        figure("largest other process (PSS)", many.largest, "MB"),
    ]


def _call(count: int, *options: str) -> Command:
    return Command((str(FOLDER / "flows" / "mapped.py"), str(count), *options))
