"""The lines of the live view, at any size."""

from __future__ import annotations

import pytest

from fanfold.engine.observer import RunInfo, RunningTask, StepOutline, StepProgress, TaskName
from fanfold.model.names import StepName
from fanfold.terminal.abilities import ASCII, Marks
from fanfold.terminal.panel import Panel
from fanfold.terminal.spans import columns_of, drawn
from tests.terminal.watched import ERROR, INFO, item

DEFAULT = Marks()


def shown(
    panel: Panel, seconds: float, *, columns: int = 79, rows: int = 23, marks: Marks | None = None
) -> str:
    """The view as text."""
    lines = panel.lines(columns, rows, seconds, marks or Marks())
    assert len(lines) <= rows
    assert all(columns_of(line) <= columns for line in lines)
    return "\n".join(drawn(line, colour=False) for line in lines)


def of_steps(*depths: tuple[str, int]) -> RunInfo:
    """A run of a flow with these steps."""
    return INFO._replace(steps=tuple(StepOutline(StepName(name), depth) for name, depth in depths))


def step(
    name: str, total: int, done: int, *, running: int = 0, failed: int = 0, reused: int = 0
) -> StepProgress:
    """Where a step stands."""
    return StepProgress(StepName(name), total, running, done, failed=failed, reused=reused)


def wide() -> Panel:
    """A run with a wide fan, seven seconds in, of which some failed."""
    panel = Panel(of_steps(("start", 0), ("fit", 1), ("join", 0), ("end", 0)), 0.0)
    panel.look([step("start", 1, 0, running=1)], 0.0)
    panel.look([step("start", 1, 1), step("fit", 10_000, 0, running=8)], 2.0)
    slowest = RunningTask(item(17), 4.1)
    panel.look(
        [step("start", 1, 1), step("fit", 10_000, 6201, running=8, failed=3)._replace(slowest=slowest)], 7.0
    )
    panel.failed(item(2), ERROR)
    return panel


def test_a_wide_run_reads_like_this() -> None:
    assert shown(wide(), 7.0) == WIDE


WIDE = """\
Sweep/1712  8 workers                                                     00:07
  start  ✔             1  2.0s
  fit    ━━━━━━━━━━─────  6,204/10,000  62%  8 run  3 ✘  1,241/s  ETA 3s
    └ slowest now lr=17 4.1s · last ✘ lr=2 ValueError
  join   ·
  end    ·"""


def test_without_unicode_it_reads_like_this() -> None:
    assert shown(wide(), 7.0, marks=ASCII) == WIDE_ASCII


WIDE_ASCII = """\
Sweep/1712  8 workers                                                     00:07
  start  ok             1  2.0s
  fit    ##########-----  6,204/10,000  62%  8 run  3 x  1,241/s  ETA 3s
    `- slowest now lr=17 4.1s | last x lr=2 ValueError
  join   .
  end    ."""


def test_on_forty_columns_counts_and_failures_stay() -> None:
    assert shown(wide(), 7.0, columns=39, rows=9) == NARROW


NARROW = """\
Sweep/1712  8 workers             00:07
  start  ✔             1  2.0s
  fit    6,204/10,000  62%  3 ✘  ETA 3s
    └ slowest now lr=17 4.1s
  join   ·
  end    ·"""


def test_nested_fans_are_lines_beneath_and_a_total_that_grows_gives_no_share_and_no_end() -> None:
    panel = Panel(of_steps(("start", 0), ("country", 1), ("city", 2), ("fold", 1), ("end", 0)), 0.0)
    panel.look([step("country", 50, 1, running=1)], 0.0)
    cities = step("city", 1240, 0, running=8)._replace(growing=True)
    panel.look([step("start", 1, 1), step("country", 50, 12, running=2), cities], 1.0)
    panel.look([step("start", 1, 1), step("country", 50, 20, running=2), cities._replace(done=204)], 5.0)
    assert shown(panel, 5.0) == NESTED


NESTED = """\
Sweep/1712  10 workers                                                    00:05
  start    ✔           1
  country  ━━━━━━─────────       20/50  40%  2 run  4.0/s  ETA 8s
    city   204/≥1,240  8 run  51/s
  fold     ·
  end      ·"""


def test_reused_tasks_are_counted_apart_and_not_in_the_rate() -> None:
    panel = Panel(of_steps(("fit", 1)), 0.0)
    panel.look([step("fit", 10_000, 9000, reused=9000)], 0.0)
    panel.look([step("fit", 10_000, 9100, reused=9000, running=8)], 10.0)
    assert "91%  8 run  9,000 reused  10/s  ETA 1m30s" in shown(panel, 10.0, columns=99)


def test_a_run_that_stops_says_so_and_not_when_it_would_have_been_through() -> None:
    panel = wide()
    panel.stopping()
    text = shown(panel, 7.0)
    assert "8 workers  stopping" in text
    assert "ETA" not in text


def test_waiting_and_cancelled_tasks_are_counted() -> None:
    panel = Panel(of_steps(("fit", 1)), 0.0)
    panel.look([step("fit", 10, 2, running=1)._replace(waiting=5, cancelled=2)], 0.0)
    assert "4/10  40%  1 run  5 waiting for a limit  2 cancelled" in shown(panel, 0.0, columns=99)


def test_thirty_steps_on_ten_rows_show_the_one_that_runs_and_count_the_rest() -> None:
    panel = Panel(of_steps(*((f"step{number}", 0) for number in range(30))), 0.0)
    panel.look([*(step(f"step{number}", 1, 1) for number in range(12)), step("step12", 1, 0, running=1)], 0.0)
    assert shown(panel, 3.0, columns=39, rows=6).splitlines() == [
        "Sweep/1712  8 workers             00:03",
        "  ✔ 12 steps done",
        "  step12  ▸  running  3.0s",
        "  · 17 steps to come",
    ]


@pytest.mark.parametrize("columns", [1, 5, 12, 20, 33, 60, 200])
@pytest.mark.parametrize("rows", [1, 2, 3, 5, 50])
def test_no_size_is_overrun(columns: int, rows: int) -> None:
    shown(wide(), 7.0, columns=columns, rows=rows)
    shown(wide(), 7.0, columns=columns, rows=rows, marks=ASCII)


def test_keys_are_cut_in_the_middle_and_wide_characters_take_two_columns() -> None:
    panel = Panel(of_steps(("fit", 1)), 0.0)
    for key in ("s3://bucket/" + "x" * 200 + "/2024-11-25.csv", "日本" * 50, "a\nb\x1b[2J\u202e"):
        slowest = RunningTask(TaskName(StepName("fit"), "1", key), 4.0)
        panel.look([step("fit", 100, 2, running=1)._replace(slowest=slowest)], 1.0)
        text = shown(panel, 1.0, columns=60)
        assert "slowest now" in text
        assert all(line.isprintable() for line in text.splitlines())
    assert "a\\nb\\x1b[2J\\u202e" in text
