"""The measures, each with what it has to reach and a peer that ran beside it. README.md defines each."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks import calls, data, schedule, width
from benchmarks.commands import Timing, flow, medians, peer, statement
from benchmarks.figures import Figure, figure

ITEMS_SMALL = 1_000
"""Where the cost per item is counted from: more than the 100 items that get a process each."""


def import_cost(rounds: int) -> list[Figure]:
    """What `import fanfold` adds to bare Python, and what a flow file's imports add."""
    bare, empty, authoring, pool = medians(
        [
            statement("pass"),
            statement("import fanfold"),
            statement("from fanfold import FlowSpec, step, Parameter, current"),
            statement("import concurrent.futures.process"),
        ],
        rounds=max(rounds, 15),
    )
    peer_name, peer_ms = "import concurrent.futures.process", _milliseconds(pool, bare)
    return [
        figure("import fanfold", _milliseconds(empty, bare), "ms", at_most=60, peer=(peer_name, peer_ms)),
        figure(
            "from fanfold import FlowSpec, step, Parameter, current", _milliseconds(authoring, bare), "ms"
        ),
    ]


def three_steps(rounds: int) -> list[Figure]:
    """The shortest flow, from Enter to the prompt."""
    ours, plain = medians([flow("three_steps"), peer("plain_three_steps")], rounds=rounds)
    name = "three functions in plain Python"
    return [
        figure("three-step flow", ours.wall_seconds, "s", at_most=0.25, peer=(name, plain.wall_seconds)),
    ]


def ten_thousand_items(rounds: int) -> list[Figure]:
    """A foreach over 10,000 items with its join, all recorded, against a pool that records nothing."""
    ours, singly, chunked = medians(
        [
            flow("squares", "--count", "10000"),
            peer("pool_squares", "10000", "1"),
            peer("pool_squares", "10000", "32"),
        ],
        rounds=rounds,
    )
    measure = "10,000-item foreach of x ** 2 with join"
    limit = min(1.0, singly.wall_seconds)
    one_by_one = ("ProcessPoolExecutor(2).map one by one", singly.wall_seconds)
    in_chunks = ("ProcessPoolExecutor(2).map in chunks of 32", chunked.wall_seconds)
    return [
        figure(
            measure, ours.wall_seconds, "s", at_most=limit, peer=one_by_one, reach="1.0 and below the peer"
        ),
        figure(f"{measure}, again", ours.wall_seconds, "s", peer=in_chunks),
    ]


def cost_per_item(rounds: int) -> list[Figure]:
    """What one more item adds, at 10,000 items and at 100,000."""
    counts = (ITEMS_SMALL, 10_000, 100_000)
    small, middle, large, pool_small, pool_large = medians(
        [
            *(flow("squares", "--count", str(count)) for count in counts),
            peer("pool_squares", str(ITEMS_SMALL), "32"),
            peer("pool_squares", "100000", "32"),
        ],
        rounds=rounds,
    )
    at_middle = _microseconds_per_item(small, middle, 10_000)
    at_large = _microseconds_per_item(small, large, 100_000)
    chunked = _microseconds_per_item(pool_small, pool_large, 100_000)
    name = "ProcessPoolExecutor(2).map in chunks of 32"
    return [
        figure("cost of an item, at 10,000", at_middle, "µs", at_most=25, peer=(name, chunked)),
        figure("cost of an item, at 100,000", at_large, "µs", at_most=25, peer=(name, chunked)),
        figure("the second over the first", at_large / at_middle, "times", at_most=1.3),
        figure("core time of an item, at 100,000", _core_microseconds_per_item(small, large, 100_000), "µs"),
    ]


def waiting_items(rounds: int) -> list[Figure]:
    """32 items that sleep half a second: 16 at a time take one second and what starting takes."""
    ours, pool = medians(
        [flow("sleeps", "--count", "32"), peer("pool_sleeps", "32", "0.5")],
        rounds=min(rounds, 3),
    )
    name = "ProcessPoolExecutor(16).map"
    return [
        figure(
            "32 items that sleep 0.5 s",
            ours.wall_seconds,
            "s",
            at_most=pool.wall_seconds + 0.25,
            peer=(name, pool.wall_seconds),
            reach="no slower than 16 at a time",
        ),
    ]


MEASURES: dict[str, Callable[[int], list[Figure]]] = {
    "import": import_cost,
    "three-steps": three_steps,
    "ten-thousand": ten_thousand_items,
    "per-item": cost_per_item,
    "waiting": waiting_items,
    "mapped": calls.mapped,
    "reused": calls.reused,
}

SCALE: dict[str, Callable[[int], list[Figure]]] = {
    "million": width.million,
    "memory": width.memory,
    "nested": width.nested,
    "turns": width.turns,
    "caught": width.caught,
    "links": width.links,
    "lines": width.lines,
    "own-processes": schedule.own_processes,
    "seconds": schedule.seconds,
    "uneven": schedule.uneven,
    "cores": schedule.cores,
    "arrays": data.arrays,
    "shared": data.shared,
    "dictionary": data.dictionary,
    "frames": data.frames,
    "client": data.client,
    "mapped-million": calls.million,
}
"""Minutes each: `python -m benchmarks --scale`."""


def _milliseconds(timing: Timing, bare: Timing) -> float:
    return (timing.wall_seconds - bare.wall_seconds) * 1e3


def _microseconds_per_item(small: Timing, large: Timing, count: int) -> float:
    return (large.wall_seconds - small.wall_seconds) / (count - ITEMS_SMALL) * 1e6


def _core_microseconds_per_item(small: Timing, large: Timing, count: int) -> float:
    return (large.core_seconds - small.core_seconds) / (count - ITEMS_SMALL) * 1e6
