"""Measures of data: large values that many tasks read, and what a client reads back."""

from __future__ import annotations

from benchmarks.commands import FOLDER, Command, flow, medians, peer, time_once
from benchmarks.figures import Figure, figure
from benchmarks.memory import peak


def arrays(rounds: int) -> list[Figure]:
    """Twenty tasks that read, or change a part of, one inherited value of 200 MB."""
    kinds = ("array", "frame", "arrow")
    *reading, writing = medians(
        [*(flow("inherited", "--kind", kind) for kind in kinds), flow("inherited", "--write", "true")],
        rounds=min(rounds, 3),
    )
    together = peak(flow("inherited")).together
    return [
        *(
            figure(f"20 tasks that read one 200 MB {kind}", timing.wall_seconds, "s", at_most=2)
            for kind, timing in zip(kinds, reading, strict=True)
        ),
        figure("the same: memory of all processes together", together, "MB"),
        figure("20 tasks that each change 1 % of it", writing.wall_seconds, "s", at_most=6),
    ]


def shared(rounds: int) -> list[Figure]:
    """A thousand items that refer to one object of 100 MB."""
    timing = time_once(flow("shared"))
    return [
        figure("1,000 items that share 100 MB, on the disk", timing.disk_bytes / 100e6, "times", at_most=1.2),
        figure("the same: whole command", timing.wall_seconds, "s"),
    ]


def dictionary(rounds: int) -> list[Figure]:
    """A thousand items that read one inherited dict of about 200 kB, over items that read nothing."""
    size = ("--kind", "dict", "--megabytes", "0.2", "--count", "1000")
    least, reading = medians(
        [flow("squares", "--count", "1000"), flow("inherited", *size)], rounds=min(rounds, 3)
    )
    item = (reading.wall_seconds - least.wall_seconds) / 1000 * 1e6
    return [figure("an inherited dict of 8,000 entries, read by an item: added", item, "µs")]


def frames(rounds: int) -> list[Figure]:
    """An item for each of 4,043 aircraft filters one inherited DataFrame of 336,776 flights."""
    ours, pool = medians([flow("flights"), peer("pool_flights")], rounds=1)
    ratio = ours.wall_seconds / pool.wall_seconds
    name = "the same loop in multiprocessing.Pool"
    return [
        figure(
            "4,043 items that filter one DataFrame", ours.wall_seconds, "s", peer=(name, pool.wall_seconds)
        ),
        figure("the same, over a pool of plain pandas", ratio, "times", at_most=1.5),
    ]


def client(rounds: int) -> list[Figure]:
    """Questions to a run of 100,000 tasks, some of which failed, in a process of their own each."""
    script = str(FOLDER / "questions.py")
    answers = time_answers(Command((script,)))
    limits = {"failed": 0.1, "slowest": 0.1, "values": 0.5, "table": 0.5}
    return [
        figure(f"client, 100,000 tasks: {name}", seconds, "s", at_most=limits.get(name))
        for name, seconds in answers.items()
    ]


def time_answers(command: Command) -> dict[str, float]:
    """What the script printed: a name and seconds on each line."""
    import os
    import subprocess
    import sys
    import tempfile

    with tempfile.TemporaryDirectory(prefix="fanfold-bench-") as folder:
        environment = dict(os.environ, FANFOLD_HOME=f"{folder}/runs", PYTHONPATH=str(FOLDER.parent))
        done = subprocess.run(
            [sys.executable, *command.arguments],
            env=environment,
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
    pairs = (line.split() for line in done.stdout.splitlines())
    return {name: float(seconds) for name, seconds in pairs}
