"""The engines that are compared: how each runs a task for an item, and between which widths it is timed."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.commands import Command, flow, peer


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine.

    Attributes:
        name: as the table names it.
        package: whose version is told; empty for Python's own.
        records: what is left of each item when its process has ended.
        small: items, and `large`: more of them, between which its cost shows in reasonable time.
        rounds: how often each is run. One for those that take long, without a round before.
    """

    name: str
    package: str
    records: str
    small: int
    large: int
    rounds: int = 1

    def command(self, count: int) -> Command:
        """Its script over `count` items."""
        if self.package == "fanfold":
            return flow("squares", "--count", str(count), "--max-workers", "2")
        if not self.package:
            return peer("pool_squares", str(count), "32" if "chunks" in self.name else "1")
        return peer(f"engines/{self.package}_squares", str(count))


_TASKS = "status, result, log, times, attempts; resumes"

ENGINES = (
    Engine("fanfold", "fanfold", _TASKS, 1_000, 100_000, 3),
    Engine("ProcessPoolExecutor(2), chunks of 32", "", "nothing", 1_000, 100_000, 3),
    Engine("ProcessPoolExecutor(2), one by one", "", "nothing", 1_000, 10_000, 3),
    Engine("joblib", "joblib", "nothing", 1_000, 100_000, 3),
    Engine("Dask", "dask", "nothing", 1_000, 10_000),
    Engine("Ray", "ray", "nothing", 1_000, 10_000),
    Engine("redun", "redun", "result, times; reuses", 100, 1_000),
    Engine("Dagster, in one process", "dagster", "events, result; re-executes", 20, 220),
    Engine("Prefect", "prefect", "states, log", 20, 1_020),
    Engine("Metaflow", "metaflow", "status, result, log, times, attempts; resumes", 4, 24),
)

ARRAYS = {
    "fanfold": flow("inherited", "--count", "20", "--max-workers", "2"),
    "metaflow": peer("engines/metaflow_inherited", "20"),
}
"""Twenty tasks that each read one inherited array of 200 MB."""
