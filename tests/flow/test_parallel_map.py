"""`parallel_map` and `profile`, within one step."""

from __future__ import annotations

import os

import pytest

from fanfold import parallel_imap_unordered, parallel_map, profile
from fanfold.flow.parallel_map import MulticoreError

# Newer Pythons warn of forks in processes with threads, such as those that run tests side by side.
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


def test_each_value_has_a_process_and_results_come_in_order() -> None:
    offset = 10
    found = parallel_map(lambda value: (value + offset, os.getpid()), range(5), max_parallel=2)
    assert [value for value, _ in found] == [10, 11, 12, 13, 14]
    assert len({pid for _, pid in found} | {os.getpid()}) == 6


def test_long_results_do_not_block() -> None:
    assert [len(text) for text in parallel_map(lambda n: "x" * n, [1, 1 << 20], max_parallel=1)] == [
        1,
        1 << 20,
    ]
    assert parallel_map(str, []) == []


def test_what_the_function_raises_is_told_and_so_is_a_death() -> None:
    with pytest.raises(MulticoreError, match="ZeroDivisionError"):
        parallel_map(lambda n: 1 / n, [1, 0])
    with pytest.raises(MulticoreError, match="exit code 3"):
        parallel_map(os._exit, [3])


def test_who_reads_no_further_leaves_no_process_behind() -> None:
    results = parallel_imap_unordered(lambda n: n, range(100), max_parallel=2)
    assert next(results) in range(100)
    results.close()  # type: ignore[attr-defined]
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_block_is_timed(capsys: pytest.CaptureFixture[str]) -> None:
    stats: dict[str, int] = {}
    for _ in range(2):
        with profile("load", stats):
            pass
    assert list(stats) == ["load"]
    with profile("load"):
        pass
    assert "PROFILE: load completed in " in capsys.readouterr().out
